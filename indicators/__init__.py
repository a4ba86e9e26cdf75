"""Figures for women and men: the catalogue, Kolada, own figures, suppression, arithmetic, pictures."""
