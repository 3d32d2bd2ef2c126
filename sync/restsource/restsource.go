// Package restsource reads alerts from HTTP APIs and acts there. One client
// serves every API: what differs is data, a [Profile].
//
// A pull asks the profile's lists, maps each item to an incident.Signal and
// yields them in batches. What the server answered exactly as before costs a
// hash; an item that changed only in its volatile fields is not mapped again.
package restsource

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"turnaround/app/config"
	"turnaround/app/outbox"
	"turnaround/sync/source"
)

// Config is what one REST source needs.
type Config struct {
	Source  config.Source
	Profile Profile
	// Secret resolves a reference (keyring:NAME, env:NAME, ...).
	Secret func(ctx context.Context, ref string) (string, error)
	Me     config.Me
	Now    func() time.Time
	// Transport replaces the connections built from Source's TLS and proxy.
	Transport http.RoundTripper
	// Limit bounds one answer's body in bytes, unpacked; 0 means 64 MB.
	Limit int64
	Log   *slog.Logger
}

const (
	defaultLimit   = 64 << 20
	defaultTimeout = 15 * time.Second
	defaultAckFor  = 2 * time.Hour
	actAtOnce      = 4 // requests at the same time while acting on many alerts
)

// Source is one configured REST API. It implements source.Source and
// source.Scheduler.
type Source struct {
	name     string
	identity string
	cfg      config.Source
	me       config.Me
	plan     *plan
	client   *client
	own      *http.Transport // closed with the source; nil when one was given
	can      source.Can
	ackFor   time.Duration
	now      func() time.Time
	log      *slog.Logger
	memory   memory
}

// New makes a source of a profile. Nothing is sent yet.
func New(c Config) (source.Source, error) {
	s, err := open(c)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", c.Source.Name, err)
	}
	return s, nil
}

func open(c Config) (*Source, error) {
	plan, err := newPlan(c.Profile, c.Source.Params)
	if err != nil {
		return nil, err
	}
	hosts, err := hostsOf(c.Source, c.Profile)
	if err != nil {
		return nil, err
	}
	s := &Source{name: c.Source.Name, cfg: c.Source, me: c.Me, plan: plan, now: c.Now, log: c.Log,
		ackFor: time.Duration(c.Source.AckFor), identity: identityOf(hosts, plan)}
	if s.ackFor <= 0 {
		s.ackFor = defaultAckFor
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.client, err = s.newClient(c, hosts); err != nil {
		return nil, err
	}
	if c.Source.Secret != "" && slices.ContainsFunc(hosts, inTheClear) {
		s.log.Warn("the secret goes over the network without encryption: use https in url", "source", s.name)
	}
	s.can = s.abilities()
	return s, nil
}

func (s *Source) newClient(c Config, hosts []string) (*client, error) {
	timeout := time.Duration(c.Source.Timeout)
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	limit := c.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	through := c.Transport
	if through == nil {
		own, err := newTransport(c.Source, timeout)
		if err != nil {
			return nil, err
		}
		s.own, through = own, own
	}
	rest := resty.NewWithClient(&http.Client{Transport: through, CheckRedirect: follow}).
		SetRetryCount(0).SetDisableWarn(true).SetLogger(quiet{}).SetHeader("User-Agent", "Turnaround").
		SetHeader("Accept", "application/json")
	for name, value := range s.plan.headers {
		if text := value.fill(vars{"me.email": c.Me.Email, "me.name": c.Me.Name}, nil); text != "" {
			rest.SetHeader(name, text)
		}
	}
	resolve := c.Secret
	if resolve == nil {
		resolve = func(context.Context, string) (string, error) { return "", errors.New("nothing here reads secrets") }
	}
	return &client{name: s.name, rest: rest, hosts: hosts, base: s.plan.Base, limit: limit, timeout: timeout,
		auth: s.plan.Auth, user: c.Source.User, ref: c.Source.Secret, resolve: resolve, now: c.Now}, nil
}

// quiet drops what the HTTP library would log: it may hold headers.
type quiet struct{}

func (quiet) Errorf(string, ...any) {}
func (quiet) Warnf(string, ...any)  {}
func (quiet) Debugf(string, ...any) {}

// hostsOf checks and normalises a source's addresses.
func hostsOf(c config.Source, p Profile) ([]string, error) {
	given := []string(c.URL)
	if len(given) == 0 && p.URL != "" {
		given = []string{p.URL}
	}
	if len(given) == 0 {
		return nil, fmt.Errorf("url is missing: profile %s has none of its own", p.Name)
	}
	var hosts []string
	for _, text := range given {
		u, err := url.Parse(strings.TrimSpace(text))
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, errors.New("url is no address like https://host:9093")
		}
		if u.User != nil {
			return nil, errors.New("url holds a user or password: put them into user and secret")
		}
		if u.RawQuery != "" || u.Fragment != "" {
			return nil, errors.New("url holds a query: leave out what follows ? or #")
		}
		hosts = append(hosts, normal(u))
	}
	return hosts, nil
}

// Exposed: the source's secret would go to another machine without encryption.
func Exposed(c config.Source) bool {
	return c.Secret != "" && slices.ContainsFunc(c.URL, inTheClear)
}

// inTheClear: plain HTTP to another machine.
func inTheClear(host string) bool {
	u, err := url.Parse(host)
	if err != nil || u.Scheme != "http" || u.Hostname() == "localhost" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err != nil || !ip.IsLoopback()
}

// normal writes an address in the one way every device agrees on.
func normal(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && !(u.Scheme == "http" && port == "80") && !(u.Scheme == "https" && port == "443") {
		host += ":" + port
	}
	return u.Scheme + "://" + host + strings.TrimRight(path.Clean("/"+u.EscapedPath()), "/")
}

// identityOf derives the identity from the sorted-first address and the
// params that tell two sources at one address apart.
func identityOf(hosts []string, p *plan) string {
	id := slices.Min(hosts)
	id = strings.TrimSuffix(id, p.Base)
	for _, name := range slices.Sorted(maps.Keys(p.Params)) {
		if p.Params[name].Identity && p.params[name] != "" {
			id += "#" + name + "=" + p.params[name]
		}
	}
	return id
}

// Identity is the normalised address; it holds no secret.
func (s *Source) Identity() string { return s.identity }

// Can tells what may be done there.
func (s *Source) Can() source.Can { return s.can }

// Close releases idle connections. Requests under way end with their context.
func (s *Source) Close() error {
	if s.own != nil {
		s.own.CloseIdleConnections()
	}
	return nil
}

// allows maps each word of allow to the verbs it permits.
var allows = map[string][]outbox.Verb{
	"ack":     {outbox.Acknowledge, outbox.Unacknowledge, outbox.Extend},
	"snooze":  {outbox.Snooze, outbox.Unsnooze, outbox.Extend},
	"resolve": {outbox.Resolve},
	"assign":  {outbox.Assign},
	"note":    {outbox.Note},
	// Somebody else's silence is nobody's to end who was not given leave.
	"silences": {outbox.EndSilence},
}

// wordFor is the word of allow that permits a verb.
func wordFor(verb outbox.Verb) string {
	for _, word := range []string{"ack", "snooze", "resolve", "assign", "note", "silences"} {
		if slices.Contains(allows[word], verb) {
			return word
		}
	}
	return string(verb)
}

// abilities combines what the profile can do with what the person allows.
func (s *Source) abilities() source.Can {
	can := source.Can{Kind: "rest", Verbs: map[outbox.Verb]string{}, Cannot: map[outbox.Verb]string{}}
	able := verbs
	if s.plan.Actions.Kind == "silence" {
		able = append(slices.Clone(verbs), outbox.EndSilence)
	}
	for _, verb := range able {
		does, why := s.does(verb)
		allowed := slices.ContainsFunc(s.cfg.Allow, func(word string) bool { return slices.Contains(allows[word], verb) })
		switch {
		case does == "":
			can.Cannot[verb] = why
		case !allowed:
			can.Cannot[verb] = fmt.Sprintf("not allowed: add %q to allow of source %s", wordFor(verb), s.name)
		default:
			can.Verbs[verb] = does
		}
	}
	return can
}

// does tells in one sentence what a verb does there, or why it cannot be done.
func (s *Source) does(verb outbox.Verb) (does, why string) {
	why = s.plan.Actions.Cannot[string(verb)]
	title := s.plan.Title
	if title == "" {
		title = s.plan.Name
	}
	if s.plan.Actions.Kind == "silence" && why == "" {
		return s.silenceDoes(verb), title + " cannot " + string(verb)
	}
	call := s.plan.calls[verb]
	if call == nil {
		if why == "" {
			why = title + " cannot " + string(verb) + " by this profile"
		}
		return "", why
	}
	for name, header := range s.plan.actHead {
		if what := header.missing(s.meVars()); what != "" {
			return "", fmt.Sprintf("%s needs %s for its header %s: set it under [me]", title, strings.TrimPrefix(what, "me."), name)
		}
	}
	return orElse(call.Does, "asks "+title+" to "+string(verb)+" it"), ""
}

func (s *Source) meVars() vars { return vars{"me.name": s.me.Name, "me.email": s.me.Email} }
