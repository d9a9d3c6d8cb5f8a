"""Write graph/server/neo4j.lock anew: every jar of a Neo4j version with its SHA-256.

For a change of version: set VERSION in graph/server/fetch.py, run this, then all tests. The list is resolved for one platform, so that it
is the same wherever it is made; Neo4j names the jars of the other platforms outright.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

from jgo.maven import MavenContext, ProfileConstraints, PythonResolver

from graph.server.fetch import LOCK, VERSION

BROWSER = "5.24.0"
WANTED = (f"org.neo4j:neo4j:{VERSION}", f"org.neo4j.app:neo4j-server:{VERSION}", f"org.neo4j.client:neo4j-browser:{BROWSER}")


def main() -> None:
    resolver = PythonResolver(profile_constraints=ProfileConstraints(os_name="Linux", os_family="unix", os_arch="amd64"))
    with tempfile.TemporaryDirectory() as folder:
        context = MavenContext(resolver=resolver, repo_cache=Path(folder), timeout=60)
        direct, rest = resolver.resolve([context.create_dependency(w) for w in WANTED])
        artifacts = [d.artifact for d in (*direct, *(d for d in rest if d.scope in ("compile", "runtime")))]
        lines = set()
        for a in artifacts:
            coordinate = ":".join(p for p in (a.groupId, a.artifactId, a.version, a.classifier) if p)
            lines.add(f"{coordinate} {hashlib.sha256(a.resolve().read_bytes()).hexdigest()}")
    LOCK.write_text("".join(f"{line}\n" for line in sorted(lines)), encoding="utf-8")
    print(f"{len(lines)} jars", file=sys.stderr)


if __name__ == "__main__":
    main()
