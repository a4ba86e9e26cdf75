"""The image and its neighbours, as far as they can be read without building them."""

import re
from fnmatch import fnmatch
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = settings.BASE_DIR


@pytest.fixture
def services() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"])


def _into_the_image() -> list[str]:
    return [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]


def test_every_file_the_image_copies_exists_and_reaches_it():
    copies = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    sources = [source for line in copies for source in line.split() if source != "."]
    assert len(sources) >= len(["package.json", "uv.txt", "debian-run.txt"])
    for source in sources:
        assert (ROOT / source).exists()
        assert any(fnmatch(source, f"{name}*") for name in _into_the_image()), source


def test_every_app_reaches_the_image():
    ours = {app.split(".")[0] for app in settings.INSTALLED_APPS if (ROOT / app.split(".")[0]).is_dir()}
    assert ours <= set(_into_the_image())


def test_every_variable_of_the_image_is_one_the_settings_read(services):
    read = set(re.findall(r'"([A-Z][A-Z_]+)"', (ROOT / "config/settings.py").read_text()))
    for service in ("release", "web", "worker", "beat"):
        assert set(services[service]["environment"]) - {"PGPASSWORD"} <= read


def test_the_parts_of_the_site_stand_side_by_side(services):
    assert set(services) == {"release", "web", "worker", "beat", "postgres", "redis", "mail"}
    asked = str(services["web"]["healthcheck"]["test"])
    assert "/halsa/live" in asked
    assert "/halsa/redo" in asked
