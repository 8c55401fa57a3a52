"""Who is signed in where, and until when. Below ``people``, so that whoever leaves is signed out there."""
