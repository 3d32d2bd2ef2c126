package notify

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// SystemPlayer is what this system plays with: PlaySound of winmm.dll.
func SystemPlayer(string) Player { return winmm{} }

type winmm struct{}

var (
	winmmDLL      = windows.NewLazySystemDLL("winmm.dll")
	playSound     = winmmDLL.NewProc("PlaySoundW")
	waveOutDevice = winmmDLL.NewProc("waveOutGetNumDevs")
)

// Flags of PlaySoundW, mmsystem.h.
const (
	sndAsync     = 0x0001
	sndNoDefault = 0x0002
	sndMemory    = 0x0004
)

// winmmMemory is what winmm plays from: it reads the bytes until the sound ends
// or the next begins, so they must not be collected before.
var winmmMemory struct {
	sync.Mutex
	wav []byte
}

// Start plays clip. winmm plays one sound per process.
func (winmm) Start(ctx context.Context, clip Clip) (Playing, error) {
	if err := errors.Join(playSound.Find(), waveOutDevice.Find()); err != nil {
		return Playing{}, fmt.Errorf("load winmm.dll: %w", err)
	}
	if devices, _, _ := waveOutDevice.Call(); devices == 0 {
		return Playing{}, errors.New("Windows knows no sound output")
	}
	winmmMemory.Lock()
	defer winmmMemory.Unlock()
	wav := clip.WAV()
	ok, _, err := playSound.Call(uintptr(unsafe.Pointer(&wav[0])), 0, sndAsync|sndNoDefault|sndMemory)
	if ok == 0 {
		return Playing{}, fmt.Errorf("play a sound: %w", err)
	}
	winmmMemory.wav = wav
	done := make(chan struct{})
	go func() {
		defer close(done)
		end := time.NewTimer(clip.Length() + 500*time.Millisecond)
		defer end.Stop()
		select {
		case <-end.C:
		case <-ctx.Done():
			stopWinmm(wav)
		}
	}()
	return Playing{Via: "winmm", Done: done}, nil
}

// stopWinmm stops wav unless another sound has taken its place.
func stopWinmm(wav []byte) {
	winmmMemory.Lock()
	defer winmmMemory.Unlock()
	if len(winmmMemory.wav) > 0 && &winmmMemory.wav[0] == &wav[0] {
		// PlaySound(NULL) stops what plays; that nothing does is no error.
		_, _, _ = playSound.Call(0, 0, 0)
		winmmMemory.wav = nil
	}
}
