"""A lifecycle as a picture: what there is to see (`look`), and a place for all of it (`layout`)."""
