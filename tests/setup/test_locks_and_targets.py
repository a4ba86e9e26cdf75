"""What a clean clone stands on: locks without hosts, a Makefile that explains itself."""

import json
import re
import subprocess

import pytest
from django.conf import settings

LOCKS = ["run", "dev", "node", "uv"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash_and_no_lock_a_host(lock):
    text = (settings.BASE_DIR / f"requirements/{lock}.txt").read_text()
    assert "://" not in text
    packages = re.findall(r"^[a-z0-9].*?(?:\n    --hash=\S+(?: \\)?)+", text, re.MULTILINE)
    assert len(packages) == len(re.findall(r"^[a-zA-Z0-9]", text, re.MULTILINE)) > 0


def test_npm_packages_are_locked_by_digest_without_a_host():
    packages = json.loads((settings.BASE_DIR / "package-lock.json").read_text())["packages"]
    locked = {name: package for name, package in packages.items() if name}
    assert locked
    for package in locked.values():
        assert package["integrity"].startswith("sha512-")
        assert "resolved" not in package


def test_help_lists_every_target():
    makefile = (settings.BASE_DIR / "Makefile").read_text()
    targets = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()
    asked = subprocess.run(
        ["make", "--no-print-directory"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert [line.split()[0] for line in asked.stdout.splitlines()] == targets
