package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

func TestTheCommittedSoundsAreTheGenerators(t *testing.T) {
	for name, score := range scores {
		got, err := os.ReadFile(filepath.Join("..", name+".wav"))
		if err != nil {
			t.Fatal(err)
		}
		want := wav(render(score))
		if len(got) != len(want) {
			t.Fatalf("%s: %d bytes committed, %d generated", name, len(got), len(want))
		}
		// Processors differ in the last bit of a sine.
		for i := 44; i < len(want); i += 2 {
			a := int16(binary.LittleEndian.Uint16(got[i:]))
			b := int16(binary.LittleEndian.Uint16(want[i:]))
			if d := int(a) - int(b); d < -1 || d > 1 {
				t.Fatalf("%s: sample %d is %d, generated %d", name, (i-44)/2, a, b)
			}
		}
	}
}

func TestSoundsStartAndEndInSilenceAndNeverClip(t *testing.T) {
	for name, score := range scores {
		samples := render(score)
		if samples[0] != 0 || samples[len(samples)-1] > 600 || samples[len(samples)-1] < -600 {
			t.Errorf("%s clicks: starts at %d, ends at %d", name, samples[0], samples[len(samples)-1])
		}
		peak := int16(0)
		for _, v := range samples {
			peak = max(peak, v, -v)
		}
		if peak < 8000 || peak > 28500 {
			t.Errorf("%s peaks at %d", name, peak)
		}
	}
}
