// Package config reads, checks and writes the configuration: one personal
// TOML file and the read-only team files it includes.
package config

import (
	"time"
)

// Config is the whole configuration, team files merged below the personal
// one. Zero values are replaced by the documented defaults when it is loaded.
type Config struct {
	Me       Me        `toml:"me"`
	Include  []string  `toml:"include"`
	Duty     Duty      `toml:"duty"`
	Sources  []Source  `toml:"source"`
	Page     Page      `toml:"page"`
	Quiet    Quiet     `toml:"quiet"`
	Incident Incident  `toml:"incident"`
	Services []Service `toml:"service"`
	Channels []Channel `toml:"channel"`
	Targets  Targets   `toml:"targets"`
	Storage  Storage   `toml:"storage"`
	Look     Look      `toml:"look"`
	Path     string    `toml:"-"`           // the personal file
	Files    []string  `toml:"-"`           // the personal file and the team files
	Sum      string    `toml:"-"`           // names the files' content as loaded; compare with Fingerprint
	Origin   []Origin  `toml:"-"`           // where each of Sources came from, in the same order
	Profiles []string  `toml:"profiles"`    // folders or files of the user's own source profiles
	Mails    []string  `toml:"recognisers"` // the user's own mail recognisers

	keys    map[string]Origin // where each key was set, for From
	origins map[string]Origin // where each channel and service stands, for OriginOf
}

// From tells which file gives a key like "page.volume" its value; false: none,
// the default holds. Of sources Origin tells; rules are joined from all files.
func (c Config) From(key string) (Origin, bool) {
	o, ok := c.keys[key]
	return o, ok
}

// OriginOf tells which file holds a source, a channel or a service.
func (c Config) OriginOf(list, name string) (Origin, bool) {
	o, ok := c.origins[list+"."+name]
	return o, ok
}

// Me is the person using this computer.
type Me struct {
	Name  string `toml:"name"`  // createdBy, From, the timeline
	Email string `toml:"email"` // PagerDuty's From
}

// Duty says when this person is on call.
type Duty struct {
	// Mode: always, until, calendar, source, list.
	Mode     string    `toml:"mode"`
	Until    time.Time `toml:"until"`    // mode until
	Calendar string    `toml:"calendar"` // mode calendar: path or https link of an iCalendar file
	Match    string    `toml:"match"`    // mode calendar: only events whose summary or attendee holds this
	Source   string    `toml:"source"`   // mode source: name of a pagertree or pagerduty source
	Schedule string    `toml:"schedule"` // mode source: the schedule's ID
	Secret   string    `toml:"secret"`   // for a calendar link that asks for one
}

// Source is one place alerts come from.
type Source struct {
	Name          string            `toml:"name"`
	Profile       string            `toml:"profile"`
	URL           URLs              `toml:"url"`
	Every         Duration          `toml:"every"`
	Timeout       Duration          `toml:"timeout"`
	Secret        string            `toml:"secret"`
	User          string            `toml:"user"`  // basic auth
	Allow         []string          `toml:"allow"` // ack, snooze, resolve, assign, note, seen
	Match         []string          `toml:"match"` // label matchers: severity="critical", team=~"web|shop"
	Drop          []string          `toml:"drop"`  // the same, to leave out
	Group         []string          `toml:"group_by"`
	Severity      map[string]int    `toml:"severity"` // the source's word to 1..4; 0 hides
	SeverityLabel string            `toml:"severity_label"`
	Params        map[string]string `toml:"params"` // what a profile asks for (account, team_ids, ...)
	Heartbeats    []Heartbeat       `toml:"heartbeat"`
	TLS           TLS               `toml:"tls"`
	Proxy         string            `toml:"proxy"`
	OAuth         OAuth             `toml:"oauth"`
	Recognisers   []string          `toml:"recognisers"` // imap: only these; empty: all but the fallback
	AlertsOnly    bool              `toml:"alerts_only"` // imap: every mail of the folder is an alert
	From          []string          `toml:"from"`        // imap: only mails from these addresses or domains
	AckFor        Duration          `toml:"ack_for"`     // how long an acknowledgement silences; 2h
	Disabled      bool              `toml:"disabled"`
}

// Heartbeat is an alert that must keep firing; its absence pages.
type Heartbeat struct {
	Match    []string `toml:"match"`  // default alertname=~"Watchdog|DeadMansSwitch"
	Within   Duration `toml:"within"` // pages when not seen for so long; 5m
	Severity int      `toml:"severity"`
}

// TLS says whom to trust for one source.
type TLS struct {
	CA       string `toml:"ca"`   // PEM file
	Cert     string `toml:"cert"` // PEM file of the client certificate
	Key      string `toml:"key"`
	Server   string `toml:"server_name"`
	Insecure bool   `toml:"insecure"` // no verification, for this one source
	StartTLS bool   `toml:"starttls"` // imap:// on 143 upgraded
	Plain    bool   `toml:"plain"`    // imap:// without any encryption (loopback)
}

// OAuth signs in to a mailbox without a password.
type OAuth struct {
	Provider  string   `toml:"provider"` // google, microsoft, custom
	ClientID  string   `toml:"client_id"`
	Secret    string   `toml:"client_secret"` // a reference; Google's desktop clients have one
	Tenant    string   `toml:"tenant"`
	AuthURL   string   `toml:"auth_url"`
	TokenURL  string   `toml:"token_url"`
	DeviceURL string   `toml:"device_url"`
	Scopes    []string `toml:"scopes"`
	Token     string   `toml:"token"` // where the refresh token is kept: keyring:NAME or file:PATH
}

// Page says how what rings.
type Page struct {
	Rules       []Rule              `toml:"rule"`         // first match wins; then the defaults per severity
	Storm       int                 `toml:"storm"`        // this many new incidents within StormWindow ring as one; 5
	StormWindow Duration            `toml:"storm_window"` // 10s
	StaleAck    map[string]Duration `toml:"stale_ack"`    // "1".."4"; 2h for 1-2, 24h else
	Sound       string              `toml:"sound"`        // on, off
	Volume      int                 `toml:"volume"`       // 0..100
	LostAfter   Duration            `toml:"lost_after"`   // ring when a source is out of contact; 10m
}

// Rule is how incidents of some severities or sources ring.
type Rule struct {
	Severity []int    `toml:"severity"`
	Source   []string `toml:"source"`
	Service  []string `toml:"service"`
	Do       string   `toml:"do"`    // notify, list
	Sound    string   `toml:"sound"` // critical, major, minor, none, or a path
	Repeat   Duration `toml:"repeat"`
	Times    int      `toml:"times"`
	Then     Duration `toml:"then"`
}

// Quiet are hours in which only some severities ring.
type Quiet struct {
	Hours    []string `toml:"hours"` // "22:00-07:00", "sat,sun 00:00-24:00"
	Zone     string   `toml:"zone"`  // IANA name; empty: the system's
	Severity []int    `toml:"rings"` // severities that ring all the same; 1
}

// Incident says how alerts become incidents.
type Incident struct {
	GroupBy    []string `toml:"group_by"`      // a|b: the first that is set; alertname, service|job, cluster
	Reopen     Duration `toml:"reopen_within"` // 30m
	QuietAfter Duration `toml:"quiet_after"`   // mails without a recovery; 24h
}

// Storage says how data is kept.
type Storage struct {
	Preset    string   `toml:"preset"`    // laptop, phone
	Retention Duration `toml:"retention"` // resolved incidents older than this are deleted; 365d; "0s": kept
	People    Duration `toml:"people"`    // data about persons is erased this long after the close; 180d
	Key       string   `toml:"key"`       // keyring, file, or a reference to a passphrase (env:, command:, file:); empty: keyring, else file
}

// Origin says where a setting came from.
type Origin struct {
	File string
	Line int
	Team bool
}
