package notify

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"turnaround/assets"
)

// maxSound bounds a sound file: half a minute in studio quality.
const maxSound = 6 << 20

// ErrSoundFormat is what a sound file other than the usual WAV gives.
var ErrSoundFormat = errors.New("not a WAV file of 16 bit PCM")

// Clip is a short sound: one channel of 16 bit samples.
type Clip struct {
	Rate    int // samples in a second
	Samples []int16
}

// Length is how long the clip plays.
func (c Clip) Length() time.Duration {
	if c.Rate <= 0 {
		return 0
	}
	return time.Duration(len(c.Samples)) * time.Second / time.Duration(c.Rate)
}

// At gives the clip at a volume of 0 to 100. Ears hear ratios, so the middle
// of the scale is a quarter of the amplitude.
func (c Clip) At(volume int) Clip {
	gain := float64(min(max(volume, 0), 100)) / 100
	gain *= gain
	out := Clip{Rate: c.Rate, Samples: make([]int16, len(c.Samples))}
	for i, v := range c.Samples {
		out.Samples[i] = int16(math.Round(float64(v) * gain))
	}
	return out
}

// PCM gives the samples as little-endian bytes.
func (c Clip) PCM() []byte {
	out := make([]byte, 0, 2*len(c.Samples))
	for _, v := range c.Samples {
		out = binary.LittleEndian.AppendUint16(out, uint16(v))
	}
	return out
}

// WAV gives the clip as a file's bytes.
func (c Clip) WAV() []byte {
	size := uint32(2 * len(c.Samples))
	le := binary.LittleEndian
	b := append(make([]byte, 0, 44+size), "RIFF"...)
	b = le.AppendUint32(b, 36+size)
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 16)
	b = le.AppendUint16(b, 1) // PCM
	b = le.AppendUint16(b, 1) // one channel
	b = le.AppendUint32(b, uint32(c.Rate))
	b = le.AppendUint32(b, uint32(2*c.Rate))
	b = le.AppendUint16(b, 2)
	b = le.AppendUint16(b, 16)
	b = append(b, "data"...)
	b = le.AppendUint32(b, size)
	return append(b, c.PCM()...)
}

// LoadSound gives the sound of that name: critical, major, minor, or the path
// of a WAV file (16 bit PCM, one or two channels, at most 6 MB).
func LoadSound(name string) (Clip, error) {
	switch name {
	case "critical", "major", "minor":
		data, err := assets.Sounds.ReadFile("sounds/" + name + ".wav")
		if err != nil {
			return Clip{}, fmt.Errorf("load the sound %s: %w", name, err)
		}
		return ReadWAV(bytes.NewReader(data))
	}
	file, err := os.Open(name)
	if err != nil {
		return Clip{}, fmt.Errorf("load a sound: %w", err)
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return Clip{}, fmt.Errorf("load the sound %s: not a file", name)
	}
	clip, err := ReadWAV(file)
	if err != nil {
		return Clip{}, fmt.Errorf("load the sound %s: %w", name, err)
	}
	return clip, nil
}

// ReadWAV reads a RIFF WAVE of 16 bit PCM; two channels are mixed into one.
func ReadWAV(r io.Reader) (Clip, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSound+1))
	if err != nil {
		return Clip{}, fmt.Errorf("read a WAV file: %w", err)
	}
	if len(data) > maxSound {
		return Clip{}, fmt.Errorf("%w: larger than 6 MB", ErrSoundFormat)
	}
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return Clip{}, ErrSoundFormat
	}
	format, pcm := chunks(data[12:])
	if len(format) < 16 || pcm == nil {
		return Clip{}, ErrSoundFormat
	}
	le := binary.LittleEndian
	coding, channels := le.Uint16(format), int(le.Uint16(format[2:]))
	rate, bits := le.Uint32(format[4:]), le.Uint16(format[14:])
	if coding != 1 || bits != 16 || channels < 1 || channels > 2 || rate < 4000 || rate > 192000 {
		return Clip{}, fmt.Errorf("%w: coding %d, %d bits, %d channels, %d Hz",
			ErrSoundFormat, coding, bits, channels, rate)
	}
	clip := Clip{Rate: int(rate)}
	for frame := 2 * channels; len(pcm) >= frame; pcm = pcm[frame:] {
		sum := 0
		for c := range channels {
			sum += int(int16(le.Uint16(pcm[2*c:])))
		}
		clip.Samples = append(clip.Samples, int16(sum/channels))
	}
	if len(clip.Samples) == 0 {
		return Clip{}, fmt.Errorf("%w: it is empty", ErrSoundFormat)
	}
	return clip, nil
}

// chunks finds the two parts of a WAVE that matter; a cut last one is taken as
// far as it goes.
func chunks(data []byte) (format, pcm []byte) {
	for len(data) >= 8 {
		name, size := string(data[:4]), int64(binary.LittleEndian.Uint32(data[4:]))
		data = data[8:]
		part := data[:min(size, int64(len(data)))]
		switch name {
		case "fmt ":
			format = part
		case "data":
			pcm = part
		}
		data = data[min(size+size%2, int64(len(data))):]
	}
	return format, pcm
}
