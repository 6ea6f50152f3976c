"""The .pb door (Pabulib format): parse, write, bridge to elections, public export; refuses malformed files by line."""
