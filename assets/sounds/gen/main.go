// Command gen writes the sounds of the severities as WAV files into the folder
// it is given. They are made here so that they belong to the project alone.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

// rate keeps the files small; no partial of the tones reaches half of it.
const rate = 22050

// tone is one note: when it starts and how long it lasts in seconds.
type tone struct {
	hertz, start, length, loud float64
	decay                      float64 // falls to 1/e in this many seconds; 0: held
}

// scores are the three sounds. Critical alternates a minor third and asks
// twice; major climbs once; minor is a single soft bell.
var scores = map[string][]tone{
	"critical": {
		{880.00, 0.00, 0.17, 0.9, 0}, {1046.50, 0.18, 0.17, 0.9, 0},
		{880.00, 0.36, 0.17, 0.9, 0}, {1046.50, 0.54, 0.17, 0.9, 0},
		{880.00, 0.84, 0.17, 0.9, 0}, {1046.50, 1.02, 0.17, 0.9, 0},
		{880.00, 1.20, 0.17, 0.9, 0}, {1046.50, 1.38, 0.17, 0.9, 0},
	},
	"major": {
		{587.33, 0.00, 0.30, 0.8, 0.20},
		{739.99, 0.16, 0.30, 0.8, 0.20},
		{880.00, 0.32, 0.55, 0.8, 0.25},
	},
	"minor": {
		{659.26, 0.00, 0.60, 0.6, 0.16},
	},
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen FOLDER")
		os.Exit(2)
	}
	for name, score := range scores {
		path := filepath.Join(os.Args[1], name+".wav")
		if err := os.WriteFile(path, wav(render(score)), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}

// render mixes the tones of a score into samples.
func render(score []tone) []int16 {
	end := 0.0
	for _, t := range score {
		end = max(end, t.start+t.length)
	}
	mix := make([]float64, int(math.Round(end*rate)))
	for _, t := range score {
		first := int(math.Round(t.start * rate))
		for i := range int(math.Round(t.length * rate)) {
			if first+i < len(mix) {
				mix[first+i] += t.at(float64(i) / rate)
			}
		}
	}
	samples := make([]int16, len(mix))
	for i, v := range mix {
		samples[i] = int16(math.Round(math.Tanh(v) * 0.85 * math.MaxInt16))
	}
	return samples
}

// at gives the tone's value s seconds after its start: three partials that
// sound like a wooden bar, with soft edges so that nothing clicks.
func (t tone) at(s float64) float64 {
	const edge = 0.012
	v := 0.0
	for i, part := range []float64{0.70, 0.22, 0.08} {
		v += part * math.Sin(2*math.Pi*t.hertz*float64(i+1)*s)
	}
	v *= t.loud * min(1, s/edge, (t.length-s)/edge)
	if t.decay > 0 {
		v *= math.Exp(-s / t.decay)
	}
	return v
}

// wav wraps samples in the canonical 44 byte RIFF header.
func wav(samples []int16) []byte {
	size := uint32(2 * len(samples))
	var b bytes.Buffer
	for _, part := range []any{
		[]byte("RIFF"), 36 + size, []byte("WAVEfmt "), uint32(16),
		uint16(1), uint16(1), uint32(rate), uint32(2 * rate), uint16(2), uint16(16),
		[]byte("data"), size, samples,
	} {
		// A bytes.Buffer takes every fixed-size value.
		_ = binary.Write(&b, binary.LittleEndian, part)
	}
	return b.Bytes()
}
