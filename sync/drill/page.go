package drill

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Page is a status page on loopback. It speaks the part of Atlassian
// Statuspage's API v1 that the app uses, keeps incidents as the real one does,
// and shows customers what they may read.
type Page struct {
	now    func() time.Time
	key    string
	url    string
	server *http.Server
	done   chan struct{}
	post   *Post // its mails are listed on the page; nil: none

	mu        sync.Mutex
	name      string
	parts     []pagePart
	incidents []*pageIncident
	serial    int
	heard     hearers
}

// PageID is the ID of the practice page.
const PageID = "practice"

// Shown is what customers can read on the page, newest first.
type Shown struct {
	Name      string      `json:"name"`
	Parts     []ShownPart `json:"components"`
	Incidents []ShownPost `json:"incidents"`
}

// ShownPart is a component with the state the page gives it.
type ShownPart struct {
	Name  string `json:"name"`
	State string `json:"status"`
}

// ShownPost is one incident of the page.
type ShownPost struct {
	ID      string        `json:"id"`
	Title   string        `json:"name"`
	Status  string        `json:"status"`
	Impact  string        `json:"impact"`
	Updates []ShownUpdate `json:"updates"`
}

// ShownUpdate is one text under an incident.
type ShownUpdate struct {
	ID     string    `json:"id"`
	Status string    `json:"status"`
	Text   string    `json:"body"`
	At     time.Time `json:"created_at"`
}

// Over tells whether the page says that the incident has ended.
func (p ShownPost) Over() bool { return p.Status == "resolved" || p.Status == "postmortem" }

type pagePart struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status"`
}

type pageIncident struct {
	ID       string         `json:"id"`
	PageID   string         `json:"page_id"`
	Name     string         `json:"name"`
	Status   string         `json:"status"`
	Impact   string         `json:"impact"`
	Override string         `json:"impact_override,omitempty"`
	Created  time.Time      `json:"created_at"`
	Updated  time.Time      `json:"updated_at"`
	Resolved *time.Time     `json:"resolved_at"`
	Link     string         `json:"shortlink"`
	Metadata map[string]any `json:"metadata"`
	Updates  []pageUpdate   `json:"incident_updates"` // newest first
	Parts    []pagePart     `json:"components"`
}

type pageUpdate struct {
	ID      string    `json:"id"`
	Body    string    `json:"body"`
	Status  string    `json:"status"`
	Created time.Time `json:"created_at"`
	Display time.Time `json:"display_at"`
	Deliver bool      `json:"deliver_notifications"`
}

// StartPage listens on a free loopback port. Only who has key may publish;
// anybody may read, as on a real page.
func StartPage(name string, components []string, key string, post *Post, now func() time.Time) (*Page, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("drill: listen for the practice status page: %w", err)
	}
	p := &Page{now: now, key: key, name: name, post: post, done: make(chan struct{}), url: "http://" + listener.Addr().String()}
	for n, c := range components {
		p.parts = append(p.parts, pagePart{ID: fmt.Sprintf("part%d", n+1), Name: c, Status: "operational"})
	}
	p.server = &http.Server{Handler: p.routes(), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(p.done)
		_ = p.server.Serve(listener) // ends when Close is called
	}()
	return p, nil
}

// URL is what customers open.
func (p *Page) URL() string { return p.url + "/" }

// API is the address a channel publishes to.
func (p *Page) API() string { return p.url + "/v1" }

// Components gives the ID of each component by its name.
func (p *Page) Components() map[string]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	ids := map[string]string{}
	for _, c := range p.parts {
		ids[c.Name] = c.ID
	}
	return ids
}

// Listen calls f after each change, on the goroutine that made it.
func (p *Page) Listen(f func()) (stop func()) { return p.heard.add(f) }

// Close ends the server and waits for it.
func (p *Page) Close(ctx context.Context) error {
	err := p.server.Shutdown(ctx)
	if err != nil {
		err = p.server.Close()
	}
	<-p.done
	return err
}

// Shown is what customers can read now.
func (p *Page) Shown() Shown {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := Shown{Name: p.name, Parts: []ShownPart{}, Incidents: []ShownPost{}}
	for _, c := range p.parts {
		s.Parts = append(s.Parts, ShownPart{c.Name, c.Status})
	}
	for _, i := range slices.Backward(p.incidents) {
		post := ShownPost{ID: i.ID, Title: i.Name, Status: i.Status, Impact: i.Impact, Updates: []ShownUpdate{}}
		for _, u := range i.Updates {
			post.Updates = append(post.Updates, ShownUpdate{u.ID, u.Status, u.Body, u.Created})
		}
		s.Incidents = append(s.Incidents, post)
	}
	return s
}

// Told tells whether customers can read of something that is not over.
func (p *Page) Told() bool {
	for _, i := range p.Shown().Incidents {
		if !i.Over() && len(i.Updates) > 0 {
			return true
		}
	}
	return false
}

// hearers are called when something changed.
type hearers struct {
	mu  sync.Mutex
	all map[int]func()
	n   int
}

func (h *hearers) add(f func()) (stop func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all == nil {
		h.all = map[int]func(){}
	}
	h.n++
	n := h.n
	h.all[n] = f
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.all, n)
	}
}

func (h *hearers) tell() {
	h.mu.Lock()
	var all []func()
	for _, f := range h.all {
		all = append(all, f)
	}
	h.mu.Unlock()
	for _, f := range all {
		f()
	}
}
