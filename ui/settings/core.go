// Package settings is the screen of the settings: sources, on call,
// notifications, look, data, about. What a person changes is written to the
// file the commands read, comments kept, and applies at once.
package settings

import (
	"context"
	"errors"
	"time"

	"turnaround/app/config"
	"turnaround/app/duty"
	"turnaround/app/health"
	"turnaround/app/page"
	"turnaround/app/secret"
)

// Core is what these pages need of the running app. It is called from any
// goroutine; what takes a context may wait for disk, network or a person.
type Core interface {
	Sourcing
	Paging
	Keeping
	Publishing
	// Config is the configuration in use.
	Config() config.Config
	// Edit changes the configuration's file, comments kept, and applies the
	// result. What cannot be used is not written.
	Edit(ctx context.Context, edit Edit) (Change, error)
	// Reload applies what the file says now.
	Reload(ctx context.Context) (Change, error)
}

// Sourcing concerns where alerts come from.
type Sourcing interface {
	// Sources tells how every configured source stands.
	Sources() []Source
	// Try contacts a source that may not be saved yet. typed is its secret as
	// typed; "": what its reference gives.
	Try(ctx context.Context, s config.Source, typed string) Trial
	// Sample gives the source's raw answer.
	Sample(ctx context.Context, s config.Source, typed string) ([]byte, error)
	// Map reads a sample as the source's params say.
	Map(s config.Source, sample []byte) ([]Mapped, error)
	// SetSecret keeps a secret where ref says, or where it can, and tells.
	SetSecret(ctx context.Context, ref, value string) (Secret, error)
	// SignIn has a person sign in to a mailbox with its provider.
	SignIn(ctx context.Context, source string, prompt func(Prompt)) error
}

// Paging concerns what rings.
type Paging interface {
	// Duty tells whether the person is on call; Shifts are those known.
	Duty() duty.State
	Shifts() []duty.Shift
	// TestPage rings as a real SEV1 would.
	TestPage(ctx context.Context) (page.Trial, error)
	// Tests tells how the test pages of the last days went.
	Tests(ctx context.Context) (page.TestHistory, error)
	// Play plays one of the sounds once.
	Play(ctx context.Context, sound string, volume int) error
}

// Keeping concerns the data on this computer.
type Keeping interface {
	Places() config.Places
	Data() Data
	// WouldDelete counts the incidents another retention would delete now.
	WouldDelete(retention time.Duration) int
	Export(ctx context.Context, o Export, done func(int)) (int, error)
	Import(ctx context.Context, path, passphrase string, done func(int)) (Imported, error)
	// StartsAtLogin tells whether the app starts when the person signs in;
	// possible is false where the system knows no way.
	StartsAtLogin() (on, possible bool)
	StartAtLogin(ctx context.Context, on bool) error
}

// Publishing concerns where customers hear.
type Publishing interface {
	// Channels tells how every configured channel stands.
	Channels() []Channel
	// TryChannel tests a channel that may not be saved yet, and publishes
	// nothing anybody could see. typed is its secret as typed; "": what its
	// reference gives.
	TryChannel(ctx context.Context, c config.Channel, typed string) ChannelTrial
	// ChannelKind tells what a kind of channel is able to.
	ChannelKind(kind string) ChannelKind
}

// Edit changes a document.
type Edit = func(*config.Document) error

// Change is what a change did beside what was asked.
type Change struct {
	Restart []string // settings that are taken up at the next start
	Left    int      // open incidents nobody tells the end of any more
}

// ErrDrill: the settings are those of a drill, and cannot be changed.
var ErrDrill = errors.New("the settings of a drill cannot be changed")

// Source is one configured source as it stands.
type Source struct {
	health.Status
	Profile  string
	Disabled bool
	Push     bool // the server tells by itself
}

// Trial is what a live test of a source found.
type Trial struct {
	Latency   time.Duration
	Firing    int
	Hidden    int // by this source's settings
	Silenced  int // of those that fire
	Acked     int // of those that fire
	Partial   bool
	Mails     int // looked at in the mailbox ...
	Known     int // ... of which so many tell of an alert
	Watchdogs []string
	Beats     []Beat // the heartbeats that are expected already
	Words     []Word
	Cannot    map[string]string // verb to why not
	Warnings  []string
	Fault     *Fault // nil: it went well
}

// Channel is one configured channel as it stands.
type Channel struct {
	health.Status
	Waiting, Asking int // updates that are not published; those a person decides on
	Addresses       int
	Last            time.Time   // the newest update readers can see there, or that was sent
	Components      []Component // of the page, as it was last read
}

// Component is one component of a page.
type Component struct{ ID, Name, State string }

// ChannelTrial is what a live test of a channel found.
type ChannelTrial struct {
	Latency    time.Duration
	Page       string // what the page calls itself
	Open       []string
	Components []Component
	Addresses  int
	Unsure     bool   // there is something no test can know
	Fault      *Fault // nil: it went well
}

// ChannelKind is what a kind of channel is able to.
type ChannelKind struct {
	Phases     map[string]string // its own words for ours; nil: it keeps none
	ReadBack   bool              // what readers see can be read
	Corrects   bool              // what was published can be corrected
	Components bool              // it has components whose state is set
}

// Beat is an expected heartbeat.
type Beat struct {
	Name  string
	Found bool
}

// Fault is why a source could not be read. Kind is settings, secret, dns,
// refused, timeout, unreachable, tls, auth, missing, folder, answer, busy,
// server, stopped or other; Text and Fix are in the core's words.
type Fault struct{ Kind, Text, Fix string }

// Error is what failed.
func (f *Fault) Error() string { return f.Text }

// Word is a severity as the source says it, with how often, and what it is
// taken for; 0: hidden.
type Word struct {
	Text  string
	Count int
	Taken int
	Known bool // not by default
}

// Mapped is one alert as a mapping reads it.
type Mapped struct {
	ID, Title, Severity, Service string
	Firing                       bool
	Since                        time.Time
}

// Secret is where a secret was kept.
type Secret struct {
	Ref  string // the reference to write down
	Note string // why it is not where it was asked to be
}

// Prompt is what a person has to do to sign in.
type Prompt struct {
	URL   string // to be opened in a browser
	Code  string // to be entered there; "" where the browser comes back by itself
	Until time.Time
}

// Data is what is kept on this computer.
type Data struct {
	Incidents int
	Bytes     int64
	Oldest    time.Time
	Encrypted bool
	Full      bool
	Key       secret.Kept
}

// Export says what goes into an archive.
type Export struct {
	Path       string
	People     bool
	Passphrase string
}

// Imported counts what an archive brought.
type Imported struct{ Incidents, Entries, Known int }
