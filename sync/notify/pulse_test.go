//go:build linux

package notify

import (
	"bytes"
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jfreymuth/pulse/proto"

	"turnaround/app/page"
	"turnaround/internal/rig"
)

// slow is an output that takes samples in real time, as hardware does.
const slow = "module-null-sink sink_name=slow rate=22050 channels=1"

// audible is what a listener of the rig keeps of clip.
func audible(clip Clip) []byte {
	var kept []byte
	for pcm := clip.PCM(); len(pcm) > 0; pcm = pcm[2:] {
		if pcm[0] != 0 || pcm[1] != 0 {
			kept = append(kept, pcm[:2]...)
		}
	}
	return kept
}

// control changes the rig's sound server as a mixer would.
func control(t *testing.T, server string, request proto.RequestArgs) {
	t.Helper()
	link, err := Pulse{AppName: "mixer", Server: server}.dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer link.conn.Close()
	if err := link.client.Request(request, nil); err != nil {
		t.Fatal(err)
	}
}

func TestASoundServerGetsEverySample(t *testing.T) {
	sound := rig.StartSound(t, "22050")
	t.Setenv("PULSE_SERVER", sound.Server)
	s := newSender(t, Config{Way: WayTerminal, Screen: &bytes.Buffer{}, Player: SystemPlayer("Turnaround")})
	var want []byte
	for _, c := range []struct {
		name   string
		volume int
	}{{"critical", 100}, {"minor", 30}} {
		receipt := mustNotify(t, s, page.Note{Key: c.name, Title: "t", Sound: c.name, Volume: c.volume, Severity: 1})
		if !receipt.Heard || receipt.Sound != "pulse" {
			t.Fatalf("receipt %+v", receipt)
		}
		clip, err := LoadSound(c.name)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, audible(clip.At(c.volume))...)
		rig.Await(t, "the sound "+c.name, func() bool { return len(sound.Heard()) >= len(want) })
	}
	if got := sound.Heard(); !bytes.Equal(got, want) {
		t.Errorf("heard %d bytes, which differ from the %d played", len(got), len(want))
	}
}

func TestHushEndsTheStreamOnTheSoundServer(t *testing.T) {
	sound := rig.StartSound(t, "22050", slow)
	control(t, sound.Server, &proto.SetDefaultSink{SinkName: "slow"})
	player := Pulse{AppName: "Turnaround", Server: sound.Server}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	clip := Clip{Rate: 22050, Samples: make([]int16, 22050*60)} // a minute
	playing, err := player.Start(ctx, clip)
	if err != nil {
		t.Fatal(err)
	}
	rig.Await(t, "the stream to begin", func() bool { return streams(t, player) == 1 })
	select {
	case <-playing.Done:
		t.Fatal("it ended by itself")
	default:
	}
	cancel()
	await(t, playing.Done, "the end of the sound")
	rig.Await(t, "the stream to be gone", func() bool { return streams(t, player) == 0 })
}

func streams(t *testing.T, p Pulse) int {
	t.Helper()
	link, err := p.dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer link.conn.Close()
	var list proto.GetSinkInputInfoListReply
	if err := link.client.Request(&proto.GetSinkInputInfoList{}, &list); err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestAMutedOutputIsNotCalledHeard(t *testing.T) {
	for name, c := range map[string]struct {
		change proto.RequestArgs
		said   string
		output Output
	}{
		"muted": {&proto.SetSinkMute{SinkIndex: proto.Undefined, SinkName: "rig", Mute: true},
			"pulse, but the output is muted", Output{Known: true, Muted: true, Volume: 100}},
		"volume 0": {&proto.SetSinkVolume{SinkIndex: proto.Undefined, SinkName: "rig", ChannelVolumes: proto.ChannelVolumes{0}},
			"pulse, but the output's volume is 0", Output{Known: true, Volume: 0}},
		"low": {&proto.SetSinkVolume{SinkIndex: proto.Undefined, SinkName: "rig", ChannelVolumes: proto.ChannelVolumes{0x4000}},
			"pulse", Output{Known: true, Volume: 25}},
	} {
		t.Run(name, func(t *testing.T) {
			sound := rig.StartSound(t, "22050")
			t.Setenv("PULSE_SERVER", sound.Server)
			control(t, sound.Server, c.change)
			s := newSender(t, Config{Way: WayTerminal, Screen: &bytes.Buffer{}, Player: SystemPlayer("Turnaround")})
			receipt := mustNotify(t, s, page.Note{Key: "k", Title: "t", Sound: "minor", Volume: 50})
			if receipt.Sound != c.said || receipt.Heard != (c.said == "pulse") {
				t.Errorf("receipt %+v", receipt)
			}
			c.output.Via = "pulse"
			got := s.Probe(t.Context()).Output
			got.Device = ""
			if got != c.output {
				t.Errorf("probe %+v, want %+v", got, c.output)
			}
		})
	}
}

func TestADummyOutputIsNoDevice(t *testing.T) {
	sound := rig.StartSound(t, "22050", "module-null-sink sink_name=auto_null")
	control(t, sound.Server, &proto.SetDefaultSink{SinkName: "auto_null"})
	player := Pulse{Server: sound.Server}
	if _, err := player.Start(t.Context(), Clip{Rate: 8000, Samples: make([]int16, 8)}); err == nil ||
		!strings.Contains(err.Error(), "no output but a dummy") {
		t.Errorf("error %v", err)
	}
	if output, err := player.Output(t.Context()); err != nil || output.Fault == "" {
		t.Errorf("output %+v, %v", output, err)
	}
}

func TestADyingSoundServerEndsTheSound(t *testing.T) {
	sound := rig.StartSound(t, "22050", slow)
	control(t, sound.Server, &proto.SetDefaultSink{SinkName: "slow"})
	player := Pulse{Server: sound.Server}
	playing, err := player.Start(t.Context(), Clip{Rate: 22050, Samples: make([]int16, 22050*60)})
	if err != nil {
		t.Fatal(err)
	}
	sound.Kill()
	await(t, playing.Done, "the end of the sound")
	if _, err := player.Start(t.Context(), Clip{Rate: 8000, Samples: make([]int16, 8)}); err == nil {
		t.Error("a dead server plays")
	}
}

func TestAServerThatHangsUpIsAnError(t *testing.T) {
	listener, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_ = conn.Close()
		}
	}()
	player := Pulse{Server: "unix:" + listener.Addr().String()}
	for range 20 {
		if _, err := player.Start(t.Context(), Clip{Rate: 8000, Samples: make([]int16, 8)}); err == nil {
			t.Fatal("it plays")
		}
	}
}

func TestServerStringsOfPulseAudio(t *testing.T) {
	t.Setenv("PULSE_RUNTIME_PATH", "/r")
	t.Setenv("XDG_RUNTIME_DIR", "/x")
	t.Setenv("PULSE_SERVER", "")
	for server, want := range map[string][]pulseAddress{
		"":                      {{"unix", "/r/native"}, {"unix", "/x/pulse/native"}},
		"/run/p":                {{"unix", "/run/p"}},
		"unix:/run/p":           {{"unix", "/run/p"}},
		"{abc}unix:/a tcp:h:1":  {{"unix", "/a"}, {"tcp", "h:1"}},
		"tcp4:host":             {{"tcp4", "host:4713"}},
		"{broken":               nil,
		"nonsense something:x ": nil,
	} {
		got := pulseAddresses(server)
		if len(got) != len(want) {
			t.Errorf("%q: %v, want %v", server, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: %v, want %v", server, got, want)
			}
		}
	}
}
