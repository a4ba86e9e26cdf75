"""``make bench``: how the product does against the least that could do the same, one line each: name value."""

import os

import django
from django.utils.module_loading import import_string

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
import_string("bench.lines.main")()
