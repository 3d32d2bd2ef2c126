package config

import "time"

// The documented defaults, all in this file. A setting absent from every file
// has the value Defaults or Source.fill gives it.
const (
	DefaultEvery      = Duration(15 * time.Second)
	DefaultTimeout    = Duration(10 * time.Second)
	DefaultAckFor     = Duration(2 * time.Hour)
	DefaultHeartbeat  = Duration(5 * time.Minute)
	DefaultReopen     = Duration(30 * time.Minute)
	DefaultQuietAfter = Duration(24 * time.Hour)
	DefaultRetention  = Duration(365 * Day) // one review year, resolved incidents only
	DefaultPeople     = Duration(180 * Day)
	DefaultLostAfter  = Duration(10 * time.Minute)
	DefaultGrace      = Duration(2 * time.Minute)
	DefaultStorm      = 5
	DefaultVolume     = 80

	DefaultChannelEvery   = Duration(time.Minute)
	DefaultChannelTimeout = Duration(20 * time.Second)
)

// MinEvery is the shortest time between two pulls of one source: below it we
// would burden what we watch.
const MinEvery = Duration(5 * time.Second)

// DefaultWatchdog is what a heartbeat without a match waits for: the names
// kube-prometheus and its kin give their dead man's switch.
const DefaultWatchdog = `alertname=~"Watchdog|DeadMansSwitch"`

// Defaults is a configuration that sets nothing. Duty.Mode stays empty: a
// person is asked, and rings until then.
func Defaults() Config {
	return Config{
		Page: Page{
			Storm: DefaultStorm, StormWindow: Duration(10 * time.Second),
			StaleAck: map[string]Duration{
				"1": Duration(2 * time.Hour), "2": Duration(2 * time.Hour),
				"3": Duration(24 * time.Hour), "4": Duration(24 * time.Hour),
			},
			Sound: "on", Volume: DefaultVolume, LostAfter: DefaultLostAfter,
		},
		Quiet:    Quiet{Severity: []int{1}},
		Incident: Incident{GroupBy: []string{"alertname", "service|job", "cluster"}, Reopen: DefaultReopen, QuietAfter: DefaultQuietAfter},
		Targets:  Targets{Preset: TargetsUsual, Grace: DefaultGrace},
		Storage:  Storage{Preset: "laptop", Retention: DefaultRetention, People: DefaultPeople},
		Look: Look{Clock: ClockSystem, Theme: ThemeSystem, TextSize: MinTextSize, Motion: true, Letters: true,
			Keys: map[string]string{}},
	}
}

// fill puts the defaults into what a source leaves out.
func (s *Source) fill() {
	s.Every = Duration(s.Every.Or(DefaultEvery.Std()))
	s.Timeout = Duration(s.Timeout.Or(DefaultTimeout.Std()))
	s.AckFor = Duration(s.AckFor.Or(DefaultAckFor.Std()))
	for i := range s.Heartbeats {
		h := &s.Heartbeats[i]
		h.Within = Duration(h.Within.Or(DefaultHeartbeat.Std()))
		if len(h.Match) == 0 {
			h.Match = []string{DefaultWatchdog}
		}
		if h.Severity == 0 {
			h.Severity = 1
		}
	}
}
