"""The .pb door (Pabulib format): parse, write, bridge to elections, public export; refuses malformed files by line."""

from app.voting.pb.bridge import election_of, official_selected, rule_of
from app.voting.pb.export import Publication, one_electorate, public_export
from app.voting.pb.model import PbError, PbFile
from app.voting.pb.parse import parse
from app.voting.pb.write import write

__all__ = [
    "PbError",
    "PbFile",
    "Publication",
    "election_of",
    "official_selected",
    "one_electorate",
    "parse",
    "public_export",
    "rule_of",
    "write",
]
