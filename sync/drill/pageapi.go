package drill

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"unicode/utf8"
)

var (
	pageStatuses = []string{"investigating", "identified", "monitoring", "resolved"}
	pageImpacts  = []string{"none", "minor", "major", "critical"}
	pageStates   = []string{"operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"}
)

// pageLimit bounds what one request may hold.
const pageLimit = 1 << 20

func (p *Page) routes() http.Handler {
	api := http.NewServeMux()
	api.HandleFunc("GET /v1/pages/"+PageID, func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, p.about()) })
	api.HandleFunc("GET /v1/pages/"+PageID+"/incidents", p.listIncidents)
	api.HandleFunc("GET /v1/pages/"+PageID+"/components", p.listParts)
	api.HandleFunc("POST /v1/pages/"+PageID+"/incidents", p.createIncident)
	api.HandleFunc("PATCH /v1/pages/"+PageID+"/incidents/{id}", p.changeIncident)
	api.HandleFunc("PATCH /v1/pages/"+PageID+"/incidents/{id}/incident_updates/{update}", p.correctUpdate)
	all := http.NewServeMux()
	all.Handle("/v1/", p.keyed(api))
	all.HandleFunc("GET /{$}", p.serveHTML)
	all.HandleFunc("GET /api/v2/incidents.json", p.servePublic)
	all.HandleFunc("GET /mails.json", p.serveMails)
	return all
}

// about is what the page calls itself.
func (p *Page) about() map[string]string {
	return map[string]string{"id": PageID, "name": p.name, "url": p.url}
}

// keyed lets pass who has the key.
func (p *Page) keyed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := r.Header.Get("Authorization")
		if subtle.ConstantTimeCompare([]byte(given), []byte("OAuth "+p.key)) != 1 {
			reply(w, http.StatusUnauthorized, map[string]string{"error": "Could not authenticate"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (p *Page) listIncidents(w http.ResponseWriter, r *http.Request) {
	limit := 100
	if text := r.URL.Query().Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			pageWrong(w, "limit is 1 to 100")
			return
		}
		limit = n
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	all := slices.Clone(p.incidents)
	slices.Reverse(all)
	reply(w, http.StatusOK, append([]*pageIncident{}, all[:min(len(all), limit)]...))
}

func (p *Page) listParts(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	reply(w, http.StatusOK, append([]pagePart{}, p.parts...))
}

func pageWrong(w http.ResponseWriter, why string) {
	reply(w, http.StatusUnprocessableEntity, map[string]any{"error": []string{why}})
}

// pageChange is what a new incident and a change of one may hold.
type pageChange struct {
	Name       *string                   `json:"name"`
	Status     string                    `json:"status"`
	Body       string                    `json:"body"`
	Impact     string                    `json:"impact_override"`
	PartIDs    []string                  `json:"component_ids"`
	Parts      map[string]string         `json:"components"`
	Deliver    *bool                     `json:"deliver_notifications"`
	Metadata   map[string]map[string]any `json:"metadata"`
	isCreation bool
}

func (c *pageChange) wrong(parts []pagePart) string {
	known := func(id string) bool {
		return slices.ContainsFunc(parts, func(p pagePart) bool { return p.ID == id })
	}
	switch {
	case c.isCreation && c.Name == nil:
		return "name can't be blank"
	case c.Name != nil && (*c.Name == "" || utf8.RuneCountInString(*c.Name) > 255):
		return "name must have 1 to 255 characters"
	case c.Status != "" && !slices.Contains(pageStatuses, c.Status):
		return "status is not included in the list"
	case c.Impact != "" && !slices.Contains(pageImpacts, c.Impact):
		return "impact_override is not included in the list"
	case utf8.RuneCountInString(c.Body) > 25_000:
		return "body is too long"
	}
	for _, id := range c.PartIDs {
		if !known(id) {
			return "component_ids: " + strconv.Quote(id) + " is not a component of the page"
		}
	}
	for id, state := range c.Parts {
		if !known(id) || !slices.Contains(pageStates, state) {
			return "components: " + strconv.Quote(id) + " or its state is not known"
		}
	}
	return ""
}

// readPage decodes one member of a body.
func readPage[T any](w http.ResponseWriter, r *http.Request, member string) (*T, bool) {
	body := map[string]*T{}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, pageLimit)).Decode(&body); err != nil || body[member] == nil {
		reply(w, http.StatusBadRequest, map[string]any{"error": []string{fmt.Sprintf("the body needs %q: %v", member, err)}})
		return nil, false
	}
	return body[member], true
}

func (p *Page) createIncident(w http.ResponseWriter, r *http.Request) {
	c, ok := readPage[pageChange](w, r, "incident")
	if !ok {
		return
	}
	c.isCreation = true
	p.write(w, c, "")
}

func (p *Page) changeIncident(w http.ResponseWriter, r *http.Request) {
	if c, ok := readPage[pageChange](w, r, "incident"); ok {
		p.write(w, c, r.PathValue("id"))
	}
}

// write makes or changes an incident and answers with it.
func (p *Page) write(w http.ResponseWriter, c *pageChange, id string) {
	p.mu.Lock()
	if why := c.wrong(p.parts); why != "" {
		p.mu.Unlock()
		pageWrong(w, why)
		return
	}
	code, i := http.StatusOK, p.find(id)
	if c.isCreation {
		at := p.now().UTC()
		i = &pageIncident{ID: p.id("incident"), PageID: PageID, Status: "investigating", Impact: "none", Created: at, Metadata: map[string]any{},
			Updates: []pageUpdate{}, Parts: []pagePart{}}
		i.Link = p.url + "/#" + i.ID
		p.incidents = append(p.incidents, i)
		code = http.StatusCreated
	}
	if i == nil {
		p.mu.Unlock()
		reply(w, http.StatusNotFound, map[string]string{"error": "Not Found"})
		return
	}
	p.apply(i, c)
	reply(w, code, i)
	p.mu.Unlock()
	p.heard.tell()
}

func (p *Page) id(prefix string) string {
	p.serial++
	return fmt.Sprintf("%s%d", prefix, p.serial)
}

func (p *Page) find(id string) *pageIncident {
	for _, i := range p.incidents {
		if i.ID == id {
			return i
		}
	}
	return nil
}

// apply changes an incident; the lock is held.
func (p *Page) apply(i *pageIncident, c *pageChange) {
	at := p.now().UTC()
	i.Updated = at
	if c.Name != nil {
		i.Name = *c.Name
	}
	if c.Impact != "" {
		i.Impact, i.Override = c.Impact, c.Impact
	}
	if c.Status != "" {
		i.Status = c.Status
	}
	i.Resolved = nil
	if i.Status == "resolved" {
		i.Resolved = &at
	}
	if c.Metadata != nil {
		i.Metadata = map[string]any{}
		for k, v := range c.Metadata {
			i.Metadata[k] = v
		}
	}
	for n := range p.parts {
		if state, ok := c.Parts[p.parts[n].ID]; ok {
			p.parts[n].Status = state
		}
	}
	if c.PartIDs != nil { // the set is replaced
		i.Parts = []pagePart{}
		for _, part := range p.parts {
			if slices.Contains(c.PartIDs, part.ID) {
				i.Parts = append(i.Parts, part)
			}
		}
	}
	if c.Body != "" {
		i.Updates = slices.Insert(i.Updates, 0, pageUpdate{ID: p.id("update"), Body: c.Body, Status: i.Status, Created: at, Display: at,
			Deliver: c.Deliver == nil || *c.Deliver})
	}
}

func (p *Page) correctUpdate(w http.ResponseWriter, r *http.Request) {
	change, ok := readPage[struct {
		Body string `json:"body"`
	}](w, r, "incident_update")
	if !ok {
		return
	}
	if change.Body == "" {
		pageWrong(w, "body can't be blank")
		return
	}
	p.mu.Lock()
	if i := p.find(r.PathValue("id")); i != nil {
		for n := range i.Updates {
			if u := &i.Updates[n]; u.ID == r.PathValue("update") {
				u.Body = change.Body
				reply(w, http.StatusOK, u)
				p.mu.Unlock()
				p.heard.tell()
				return
			}
		}
	}
	p.mu.Unlock()
	reply(w, http.StatusNotFound, map[string]string{"error": "Not Found"})
}
