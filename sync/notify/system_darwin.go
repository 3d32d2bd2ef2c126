package notify

import (
	"context"
	"fmt"
	"os/exec"
)

// SystemPlayer is what this system plays with: afplay, which is on every Mac.
func SystemPlayer(string) Player { return mac{Program{Name: "afplay"}} }

// mac also knows the output.
type mac struct{ Program }

// Output asks the system's volume settings.
func (mac) Output(ctx context.Context) (Output, error) {
	said, err := exec.CommandContext(ctx, "osascript", "-e", "get volume settings").Output()
	if err != nil {
		return Output{}, fmt.Errorf("ask for the volume: %w", err)
	}
	return volumeSettings(string(said)), nil
}
