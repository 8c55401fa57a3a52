"""Who follows what: an innovation or an idea of which somebody hears once a week."""
