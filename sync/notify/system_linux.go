package notify

// SystemPlayer is what this system plays with: PulseAudio or PipeWire spoken to
// directly, then the programs that come with PipeWire, PulseAudio and ALSA.
func SystemPlayer(appName string) Player {
	return Players{
		Pulse{AppName: appName},
		Program{Name: "pw-play"},
		Program{Name: "paplay"},
		Program{Name: "aplay", Args: []string{"-q"}},
	}
}
