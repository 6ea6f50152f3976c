"""The file: manifest.json, tables/<name>.jsonl, files/<folder>/…, in one ZIP. Refuses what does not agree with its manifest."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from app.core.errors import N_, DomainError

FORMAT = "decide-seoul-district/1"


class NotAnArchive(DomainError):
    code = "NOT_AN_ARCHIVE"
    sentence = N_("구 꾸러미 파일이 아니거나 읽을 수 없습니다: %(why)s")


class DigestDiffers(DomainError):
    code = "DIGEST_DIFFERS"
    sentence = N_("꾸러미의 %(name)s이(가) 목록과 다릅니다. 파일이 손상되었거나 바뀌었습니다.")


class Writer:
    """A new archive, readable by its owner alone: it holds addresses and password hashes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._stream = os.fdopen(descriptor, "wb")
        self._zip = zipfile.ZipFile(self._stream, "w", zipfile.ZIP_DEFLATED)

    def lines(self, name: str, lines: Iterator[bytes]) -> dict[str, Any]:
        """Write one table; what the manifest says of it."""
        count, sha256 = 0, hashlib.sha256()
        with self._zip.open(f"tables/{name}.jsonl", "w") as entry:
            for line in lines:
                entry.write(line)
                sha256.update(line)
                count += 1
        return {"rows": count, "sha256": sha256.hexdigest()}

    def file(self, path: Path, name: str) -> str:
        self._zip.write(path, f"files/{name}")
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def manifest(self, told: dict[str, Any]) -> None:
        self._zip.writestr("manifest.json", json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True))

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Half an archive is none: it is taken away again."""
        self._zip.close()
        self._stream.close()
        if kind is not None:
            self._path.unlink(missing_ok=True)


class Reader:
    def __init__(self, path: Path) -> None:
        try:
            with zipfile.ZipFile(path) as file:
                self.manifest = json.loads(file.read("manifest.json"))
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise NotAnArchive(why=str(error)) from error
        if not isinstance(self.manifest, dict) or self.manifest.get("format") != FORMAT:
            raise NotAnArchive(why="format")
        self._zip = zipfile.ZipFile(path)

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a table, checked against the manifest once they have all been read."""
        told = self.manifest["tables"].get(name)
        if told is None:
            return
        count, sha256 = 0, hashlib.sha256()
        with self._zip.open(f"tables/{name}.jsonl") as entry:
            for line in entry:
                count += 1
                sha256.update(line)
                yield line
        if (count, sha256.hexdigest()) != (told["rows"], told["sha256"]):
            raise DigestDiffers(name=name)

    def files(self) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Every file with its place below the instance folder."""
        for name, sha256 in self.manifest["files"].items():
            place, entry = PurePosixPath(name), f"files/{name}"
            if place.is_absolute() or ".." in place.parts or entry not in self._zip.namelist():
                raise DigestDiffers(name=name)
            content = self._zip.read(entry)
            if hashlib.sha256(content).hexdigest() != sha256:
                raise DigestDiffers(name=name)
            yield place, content
