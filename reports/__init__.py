"""Ordered PDFs: contexts, template, render, stored file."""
