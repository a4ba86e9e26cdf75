"""Pure reading: each module gathers one kind of report into frozen values."""
