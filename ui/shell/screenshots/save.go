package main

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"slices"
)

// save writes a picture in 128 colours: the window has few, and the files stay
// small. Rare shades take the nearest.
func save(path string, picture image.Image) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("save a picture: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(f, paletted(picture)); err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return nil
}

func paletted(picture image.Image) *image.Paletted {
	bounds := picture.Bounds()
	counts := map[color.RGBA]int{}
	at := func(x, y int) color.RGBA {
		c := color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)
		c.A = 255
		return c
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[at(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(number(a), number(b)))
	})
	palette := choose(colours, counts)
	places := map[color.RGBA]uint8{}
	out := image.NewPaletted(bounds, palette)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := at(x, y)
			place, known := places[c]
			if !known {
				place = uint8(palette.Index(c))
				places[c] = place
			}
			out.SetColorIndex(x, y, place)
		}
	}
	return out
}

// choose takes 128 colours: each next one is where most pixels are furthest off,
// so that the green of a small mark is kept as well as the grounds.
func choose(colours []color.RGBA, counts map[color.RGBA]int) color.Palette {
	far := make([]int, len(colours)) // from the nearest that was taken
	for n := range far {
		far[n] = 1 << 20
	}
	var palette color.Palette
	for len(palette) < min(128, len(colours)) {
		next, most := 0, -1
		for n, c := range colours {
			if off := far[n] * counts[c]; off > most {
				next, most = n, off
			}
		}
		taken := colours[next]
		palette = append(palette, taken)
		for n, c := range colours {
			r, g, b := int(c.R)-int(taken.R), int(c.G)-int(taken.G), int(c.B)-int(taken.B)
			far[n] = min(far[n], r*r+g*g+b*b)
		}
	}
	return palette
}

func number(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
