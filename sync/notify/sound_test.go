//go:build linux

package notify

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/page"
	"turnaround/assets"
)

func loud(c Clip) (peak int16) {
	for _, v := range c.Samples {
		peak = max(peak, v, -v)
	}
	return peak
}

func TestEachSeverityHasItsOwnShortSound(t *testing.T) {
	seen := map[string]string{}
	for name, longest := range map[string]time.Duration{
		"critical": 1600 * time.Millisecond, "major": 1200 * time.Millisecond, "minor": 800 * time.Millisecond,
	} {
		clip, err := LoadSound(name)
		if err != nil {
			t.Fatal(err)
		}
		if clip.Length() > longest || clip.Length() < 300*time.Millisecond || loud(clip) < 5000 {
			t.Errorf("%s: %v long, peak %d", name, clip.Length(), loud(clip))
		}
		if other, ok := seen[string(clip.PCM())]; ok {
			t.Errorf("%s sounds like %s", name, other)
		}
		seen[string(clip.PCM())] = name
	}
}

func TestVolumeScalesTheSamples(t *testing.T) {
	clip := Clip{Rate: 8000, Samples: []int16{32767, -32768, 100, 0}}
	for volume, want := range map[int][]int16{
		100: {32767, -32768, 100, 0}, 500: {32767, -32768, 100, 0},
		50: {8192, -8192, 25, 0}, 0: {0, 0, 0, 0}, -5: {0, 0, 0, 0},
	} {
		if got := clip.At(volume); !bytes.Equal(got.PCM(), Clip{Samples: want}.PCM()) {
			t.Errorf("at %d: %v, want %v", volume, got.Samples, want)
		}
	}
}

func TestTheDeviceGetsTheSoundAtItsVolume(t *testing.T) {
	for _, c := range []struct {
		sound  string
		volume int
	}{{"critical", 100}, {"major", 60}, {"minor", 20}} {
		folder := t.TempDir()
		r := newRing(&FileSink{Folder: folder})
		said, heard := r.play(page.Note{Key: "k", Sound: c.sound, Volume: c.volume})
		if said != "file" || !heard {
			t.Errorf("%s: %q, %v", c.sound, said, heard)
		}
		got, err := os.ReadFile(filepath.Join(folder, "1.wav"))
		if err != nil {
			t.Fatal(err)
		}
		clip, err := LoadSound(c.sound)
		if err != nil {
			t.Fatal(err)
		}
		if want := clip.At(c.volume).WAV(); !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes differ from the %d wanted", c.sound, len(got), len(want))
		}
		r.close()
	}
}

func TestOwnSoundFiles(t *testing.T) {
	folder := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := Clip{Rate: 44100, Samples: []int16{1, 2, 3}}
	stereo := good.WAV()
	binary.LittleEndian.PutUint16(stereo[22:], 2)
	for name, c := range map[string]struct {
		path    string
		samples int
		want    error
	}{
		"ours":         {file("a.wav", good.WAV()), 3, nil},
		"two channels": {file("b.wav", stereo), 1, nil},
		"cut short":    {file("c.wav", good.WAV()[:48]), 2, nil},
		"an mp3":       {file("d.mp3", []byte("ID3\x03 and more bytes than a header")), 0, ErrSoundFormat},
		"empty":        {file("e.wav", nil), 0, ErrSoundFormat},
		"no samples":   {file("f.wav", Clip{Rate: 8000}.WAV()), 0, ErrSoundFormat},
		"too large":    {file("g.wav", make([]byte, maxSound+2)), 0, ErrSoundFormat},
		"missing":      {filepath.Join(folder, "none.wav"), 0, os.ErrNotExist},
	} {
		t.Run(name, func(t *testing.T) {
			clip, err := LoadSound(c.path)
			if !errors.Is(err, c.want) || len(clip.Samples) != c.samples {
				t.Errorf("%d samples, %v; want %d, %v", len(clip.Samples), err, c.samples, c.want)
			}
		})
	}
	if _, err := LoadSound(folder); err == nil {
		t.Error("a folder was taken for a sound")
	}
}

func FuzzReadWAV(f *testing.F) {
	for _, name := range []string{"critical", "minor"} {
		data, err := assets.Sounds.ReadFile("sounds/" + name + ".wav")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data[:600])
	}
	f.Add(Clip{Rate: 8000, Samples: []int16{1}}.WAV())
	f.Add([]byte("RIFF\xff\xff\xff\xffWAVEdata\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		clip, err := ReadWAV(bytes.NewReader(data))
		if err != nil {
			return
		}
		if clip.Rate < 4000 || len(clip.Samples) == 0 || 2*len(clip.Samples) > len(data) {
			t.Fatalf("%d samples at %d Hz from %d bytes", len(clip.Samples), clip.Rate, len(data))
		}
		again, err := ReadWAV(bytes.NewReader(clip.WAV()))
		if err != nil || !bytes.Equal(again.PCM(), clip.PCM()) {
			t.Fatalf("written and read again differs: %v", err)
		}
	})
}

func TestWhyNothingIsHeardIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		note  page.Note
		said  string
		heard bool
	}{
		"no sound asked": {page.Note{}, "silent as asked", false},
		"none":           {page.Note{Sound: "none", Volume: 50}, "silent as asked", false},
		"volume 0":       {page.Note{Sound: "major"}, "silent: the volume is set to 0", false},
		"wrong file, own severity instead": {
			page.Note{Sound: "/none/x.wav", Volume: 50, Severity: incident.Critical}, "file (its own sound failed: ", true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRing(&FileSink{Folder: t.TempDir()})
			defer r.close()
			if said, heard := r.play(c.note); !strings.HasPrefix(said, c.said) || heard != c.heard {
				t.Errorf("%q, %v", said, heard)
			}
		})
	}
}

func TestNoDeviceIsSaidInPlainWords(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("PULSE_SERVER", "unix:"+t.TempDir()+"/none")
	s := newSender(t, Config{Way: WayTerminal, Screen: &bytes.Buffer{}, Player: SystemPlayer("Turnaround")})
	receipt := mustNotify(t, s, page.Note{Key: "k", Title: "t", Sound: "critical", Volume: 80})
	if receipt.Heard || !strings.HasPrefix(receipt.Sound, "no sound device: no PulseAudio or PipeWire answers") ||
		!strings.Contains(receipt.Sound, "aplay is not installed") {
		t.Errorf("receipt %+v", receipt)
	}
}

// held notes which sounds were started and when each was stopped.
type held struct{ ctxs []context.Context }

func (h *held) Start(ctx context.Context, _ Clip) (Playing, error) {
	h.ctxs = append(h.ctxs, ctx)
	return Playing{Via: "held", Done: ctx.Done()}, nil
}

func (h *held) plays(i int) bool { return h.ctxs[i].Err() == nil }

func TestHushStopsOnlyTheSoundOfItsNote(t *testing.T) {
	h := &held{}
	s := newSender(t, Config{Way: WayTerminal, Screen: &bytes.Buffer{}, Player: h})
	note := page.Note{Key: "a", Title: "t", Sound: "critical", Volume: 80, Severity: incident.Critical}
	mustNotify(t, s, note)
	s.Hush("b")
	if !h.plays(0) {
		t.Fatal("another note's hush stopped it")
	}
	s.Hush("a")
	if h.plays(0) {
		t.Fatal("it still plays")
	}
	mustNotify(t, s, note)
	if err := s.Withdraw(t.Context(), "a"); err != nil || h.plays(1) {
		t.Fatalf("it plays on after the withdrawal (%v)", err)
	}
}

func TestALesserSoundDoesNotCutAMoreUrgentOne(t *testing.T) {
	h := &held{}
	r := newRing(h)
	defer r.close()
	urgent := page.Note{Key: "a", Sound: "critical", Volume: 80, Severity: incident.Critical}
	lesser := page.Note{Key: "b", Sound: "minor", Volume: 80, Severity: incident.Minor}
	r.play(lesser)
	r.play(urgent)
	if h.plays(0) || !h.plays(1) {
		t.Fatal("the urgent sound did not take over")
	}
	if said, heard := r.play(lesser); len(h.ctxs) != 2 || !heard || said != "a more urgent sound was playing" {
		t.Fatalf("%q, %v, %d sounds", said, heard, len(h.ctxs))
	}
	r.play(urgent)
	if h.plays(1) || !h.plays(2) {
		t.Fatal("the repeated page did not ring anew")
	}
}

func TestAnAcknowledgedNoteFallsSilent(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	h := &held{}
	s := newSender(t, Config{Bus: address, Player: h})
	note := pageNote("k")
	note.Sound, note.Volume = "critical", 80
	mustNotify(t, s, note)
	d.emit("ActionInvoked", uint32(7), "ack")
	await(t, s.Presses(), "the press")
	if h.plays(0) {
		t.Error("it rings on")
	}
}

func TestAProgramPlaysAFileAndIsStopped(t *testing.T) {
	for name, c := range map[string]struct {
		end  string
		want string
	}{
		"plays":    {"exec sleep 60", ""},
		"fails":    {"echo no such device >&2; exit 1", "exit status 1 no such device"},
		"finished": {"exit 0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := os.Getenv("PATH")
			arguments := installProgram(t, "aplay", c.end)
			t.Setenv("PATH", os.Getenv("PATH")+":"+path)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			clip := Clip{Rate: 8000, Samples: make([]int16, 80)}
			playing, err := Program{Name: "aplay", Args: []string{"-q"}}.Start(ctx, clip)
			if c.want != "" {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Fatalf("error %v", err)
				}
				return
			}
			if err != nil || playing.Via != "aplay" {
				t.Fatalf("%+v, %v", playing, err)
			}
			said, err := os.ReadFile(arguments)
			if err != nil || !strings.HasPrefix(string(said), "-q\n/") {
				t.Fatalf("arguments %q, %v", said, err)
			}
			cancel()
			await(t, playing.Done, "the end")
			if _, err := os.Stat(strings.Split(string(said), "\n")[1]); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the sound's file stays behind: %v", err)
			}
		})
	}
}

func TestTheMacsVolumeIsRead(t *testing.T) {
	got := volumeSettings("output volume:44, input volume:46, alert volume:100, output muted:true\n")
	if want := (Output{Via: "macOS", Known: true, Volume: 44, Muted: true}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := volumeSettings("output volume:missing value, output muted:missing value"); got.Known {
		t.Errorf("an output without a volume is known: %+v", got)
	}
}
