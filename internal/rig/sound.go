package rig

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// Sound is a PulseAudio server whose default output is a pipe: what programs
// play can be read sample by sample, and nobody hears it.
type Sound struct {
	// Server is the value for PULSE_SERVER.
	Server  string
	process *Process

	mu    sync.Mutex
	heard []byte
}

// StartSound starts a sound server. Its output "rig" takes 16 bit samples, one
// channel, at rate; the server changes nothing in what is played at that rate and
// at full volume. It takes samples as fast as they come, with silence between
// the sounds. More modules can be named, such as "module-null-sink sink_name=slow",
// an output that takes samples in real time.
func StartSound(t testing.TB, rate string, modules ...string) *Sound {
	t.Helper()
	place := folder(t, "sound")
	s := &Sound{Server: "unix:" + filepath.Join(place, "native")}
	pipe := filepath.Join(place, "pipe")
	folders, err := filepath.Glob(filepath.Join(root(t), "usr/lib/pulse-*/modules"))
	if err != nil || len(folders) > 1 {
		t.Fatalf("find the modules of PulseAudio: %v, %v", folders, err)
	}
	args := []string{
		"-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes",
		"--high-priority=no", "--realtime=no", "--log-target=stderr", "--fail=yes",
		"-L", "module-pipe-sink sink_name=rig format=s16le channels=1 rate=" + rate + " file=" + pipe,
	}
	if len(folders) == 1 {
		args = append(args, "--dl-search-path="+folders[0])
	}
	for _, module := range modules {
		args = append(args, "-L", module)
	}
	socket := filepath.Join(place, "native")
	args = append(args, "-L", "module-native-protocol-unix auth-anonymous=1 socket="+socket)
	cmd := Command(t, "pulseaudio", args...)
	cmd.Env = append(cmd.Env, "HOME="+place, "XDG_RUNTIME_DIR="+place, "PULSE_RUNTIME_PATH="+place,
		"DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(place, "no-bus"),
		"DBUS_SYSTEM_BUS_ADDRESS=unix:path="+filepath.Join(place, "no-bus"))
	if len(folders) == 1 {
		// The modules load libraries that lie beside them.
		cmd.Env = append(cmd.Env, "LD_LIBRARY_PATH="+libraries(root(t))+":"+folders[0])
	}
	s.process = Start(t, cmd)
	Await(t, "the sound server to listen", func() bool {
		conn, err := net.Dial("unix", socket)
		if err != nil {
			return false
		}
		_ = conn.Close()
		return true
	})
	s.listen(t, pipe)
	return s
}

// listen keeps all that is not silence until the test ends.
func (s *Sound) listen(t testing.TB, pipe string) {
	t.Helper()
	// Both ends, so that opening does not wait for the server.
	file, err := os.OpenFile(pipe, os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatalf("listen to the sound server: %v", err)
	}
	var ended sync.WaitGroup
	ended.Go(func() {
		in := bufio.NewReader(file)
		var sample [2]byte
		for {
			_, err := io.ReadFull(in, sample[:])
			if err != nil {
				if !errors.Is(err, fs.ErrClosed) {
					t.Errorf("listen to the sound server: %v", err)
				}
				return
			}
			s.take(sample)
		}
	})
	t.Cleanup(func() {
		_ = file.Close()
		ended.Wait()
	})
}

func (s *Sound) take(sample [2]byte) {
	if sample == [2]byte{} {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = append(s.heard, sample[:]...)
}

// Heard is what was played so far, without the samples that are zero.
func (s *Sound) Heard() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]byte(nil), s.heard...)
}

// Kill ends the server as a crash would.
func (s *Sound) Kill() { s.process.Kill() }
