package drill

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"
	"time"
)

// pageTemplate is the page as customers see it. It loads itself anew and
// nothing else.
var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"words": func(s string) string { return strings.ReplaceAll(s, "_", " ") },
	"time":  func(t time.Time) string { return t.UTC().Format("2 Jan, 15:04:05 MST") },
}).Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Name}}</title>
<style>body{font:16px/1.5 sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#10161c}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-bottom:0}.state,.when{color:#3e4a56}article{border-top:1px solid #d2d9e0;padding:.5rem 0}
.text{white-space:pre-wrap;overflow-wrap:anywhere}</style></head><body>
<p class="state">A practice page of a drill. Nothing on it is real.</p><h1>{{.Name}}</h1>
<ul>{{range .Parts}}<li>{{.Name}}: <span class="state">{{words .State}}</span></li>{{end}}</ul>
{{range .Incidents}}<article id="{{.ID}}"><h2>{{.Title}}</h2>
{{range .Updates}}<p class="text"><strong>{{words .Status}}</strong> <span class="when">{{time .At}}</span><br>{{.Text}}</p>{{end}}</article>
{{else}}<p>No incidents reported.</p>{{end}}
{{if .Mails}}<h2>What came by mail</h2>{{range .Mails}}<article><p class="when">{{time .At}} to {{len .To}} practice customers</p>
<h2>{{.Subject}}</h2><p class="text">{{.Text}}</p></article>{{end}}{{end}}
</body></html>
`))

func (p *Page) serveHTML(w http.ResponseWriter, _ *http.Request) {
	view := struct {
		Shown
		Mails []Letter
	}{Shown: p.Shown()}
	if p.post != nil {
		view.Mails = p.post.Letters()
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, view); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.Write(b.Bytes())
}

// servePublic is the history anybody may read, in the page's own shape.
func (p *Page) servePublic(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := []pageIncident{}
	for n := len(p.incidents) - 1; n >= 0; n-- {
		i := *p.incidents[n]
		i.Metadata = nil // it is not public
		all = append(all, i)
	}
	reply(w, http.StatusOK, map[string]any{"page": p.about(), "incidents": all})
}

func (p *Page) serveMails(w http.ResponseWriter, _ *http.Request) {
	letters := []Letter{}
	if p.post != nil {
		letters = append(letters, p.post.Letters()...)
	}
	reply(w, http.StatusOK, letters)
}
