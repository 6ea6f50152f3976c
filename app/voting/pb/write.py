"""Writes a .pb file so that reading it back gives the same value; refuses nothing, the reader is the judge."""

from __future__ import annotations

import csv
import io

from app.voting.pb.model import PbFile


def write(file: PbFile) -> str:
    """The file's text: minimal quoting, doubled quotes, the source's line ending; `parse(write(file)) == file`."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", quoting=csv.QUOTE_MINIMAL, lineterminator=file.newline)
    writer.writerow(["META"])
    writer.writerow(["key", "value"])
    writer.writerows(file.meta)
    writer.writerow(["PROJECTS"])
    writer.writerow(file.project_columns)
    writer.writerows(file.projects)
    writer.writerow(["VOTES"])
    writer.writerow(file.vote_columns)
    writer.writerows(file.votes)
    text = target.getvalue()
    return text if file.final_newline else text.removesuffix(file.newline)
