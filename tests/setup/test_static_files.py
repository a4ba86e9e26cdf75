"""Static files as production serves them."""

import re

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from config.staticfiles import HashedFiles


def test_a_script_imports_the_very_file_that_a_page_loads(tmp_path):
    """Else it would run twice, under two names."""
    source = FileSystemStorage(settings.BASE_DIR / "static")
    served = HashedFiles(location=tmp_path, base_url="/static/")
    scripts = [f"js/{name}" for name in source.listdir("js")[1]]
    for script in scripts:
        with source.open(script) as file:
            served.save(script, file)
    hashed = {stored for _, stored, _ in served.post_process({name: (source, name) for name in scripts})}
    texts = [(tmp_path / stored).read_text(encoding="utf-8") for stored in hashed if stored.endswith(".js")]
    imported = {f"js/{name}" for text in texts for name in re.findall(r'from "\./([\w.-]+)"', text)}
    assert imported
    assert imported <= hashed
