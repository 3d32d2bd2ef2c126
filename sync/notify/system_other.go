//go:build !linux && !darwin && !windows

package notify

// SystemPlayer is what this system plays with: PulseAudio, or ALSA's player.
func SystemPlayer(appName string) Player {
	return Players{Pulse{AppName: appName}, Program{Name: "paplay"}, Program{Name: "aplay", Args: []string{"-q"}}}
}
