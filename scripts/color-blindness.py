#!/usr/bin/env python3
"""How far apart the colors of both palettes are for eyes that lack a kind of cones.

    scripts/color-blindness.py

Colors are turned into what such eyes see by the matrices of Machado, Oliveira and Fernandes, "A
Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), for a whole lack, and
compared in CIELAB (CIE76). Below 10 two fields beside each other are hard to tell apart. The result
stands in docs/colors.md.
"""

import colorsys
import itertools

EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no long cones (protanopia)": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no middle cones (deuteranopia)": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no short cones (tritanopia)": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
PALETTES = {"green to red": 1, "blue to red": -1}
# The share of the specialized among the specialized and the failing.
SHARES = {"failing": 0, "half": 1 / 2, "specialized": 1}


def linear(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def lab(rgb):
    """CIELAB of linear sRGB, for the white of D65."""
    r, g, b = (min(1, max(0, value)) for value in rgb)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.0890
    x, y, z = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(share, sign, matrix, lightness=0.5):
    rgb = [linear(value) for value in colorsys.hls_to_rgb(sign * share / 3 % 1, lightness, 1)]
    return lab([sum(row[at] * rgb[at] for at in range(3)) for row in matrix])


def main():
    pairs = list(itertools.combinations(SHARES, 2))
    for lightness, depth in ((0.5, "full colors"), (0.8, "pale colors, four fifths of the instructions plain")):
        print(f"\n{depth}:\n\n| palette | eyes | " + " | ".join(" / ".join(pair) for pair in pairs) + " |")
        print("|---|---|" + "---:|" * len(pairs))
        for palette, sign in PALETTES.items():
            for eyes, matrix in EYES.items():
                lab_of = {name: seen(share, sign, matrix, lightness) for name, share in SHARES.items()}
                cells = (sum((a - b) ** 2 for a, b in zip(lab_of[one], lab_of[other])) ** 0.5 for one, other in pairs)
                print(f"| {palette} | {eyes} | " + " | ".join(f"{cell:.0f}" for cell in cells) + " |")


if __name__ == "__main__":
    main()
