package restsource

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"turnaround/sync/source"
)

// Bounds on one pull.
const (
	maxItems = 100_000
	maxPages = 1_000
)

// page is one answer of a list.
type page struct {
	list *listPlan
	call call
	body []byte
	hash uint64
}

// chain is all pages of one list.
type chain struct {
	pages []page
	// whole: nothing was cut off, and nothing moved between the pages.
	whole bool
}

// pages reads a list to its end.
func (r *reading) pages(ctx context.Context, l *listPlan, v vars) (chain, error) {
	out := chain{whole: true}
	at := pager{list: l}
	for range maxPages {
		c, err := l.request.fill(v)
		if err != nil {
			return out, err
		}
		if c, err = at.place(c); err != nil {
			return out, err
		}
		a, err := r.client.do(ctx, c)
		if err != nil {
			return out, err
		}
		if !a.ok() {
			return out, r.client.refused(c, a)
		}
		r.note(a)
		if r.read += int64(len(a.body)); r.read > r.client.limit {
			return out, r.client.unreachable("", c, errTooLarge)
		}
		p := page{list: l, call: c, body: a.body, hash: r.memory.hash(a.body)}
		if !r.memory.pages[p.hash] && !wellFormed(a.body) {
			return out, r.client.misread(c, a)
		}
		r.fresh[p.hash] = true
		out.pages = append(out.pages, p)
		more, err := at.advance(r, p, a.header)
		if err != nil || !more {
			out.whole = out.whole && !at.moved
			return out, err
		}
	}
	out.whole = false
	r.log.Warn("a list has too many pages; the rest is left out", "source", r.name, "pages", maxPages)
	return out, nil
}

// pager knows where the next page begins.
type pager struct {
	list   *listPlan
	offset int
	number int
	next   string // a link or a cursor
	last   string // the last item read, which the next page must begin with
	begun  bool
	moved  bool
}

// place puts the position into a call.
func (p *pager) place(c call) (call, error) {
	g := p.list.Paging
	query := url.Values{}
	if g.Limit > 0 {
		query.Set(orElse(g.LimitParam, "limit"), strconv.Itoa(g.Limit))
	}
	switch g.Kind {
	case "offset":
		query.Set(orElse(g.Param, "offset"), strconv.Itoa(p.offset))
	case "page":
		if !p.begun {
			p.number = max(g.First, 0)
			if g.First == 0 {
				p.number = 1
			}
		}
		query.Set(orElse(g.Param, "page"), strconv.Itoa(p.number))
	case "cursor":
		if p.next != "" {
			query.Set(orElse(g.Param, "cursor"), p.next)
		}
	case "next":
		if p.next != "" {
			c.path = p.next
			return c, nil
		}
	}
	if len(query) > 0 {
		c.path = addQuery(c.path, query)
	}
	return c, nil
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// advance looks at a page and tells whether another follows.
func (p *pager) advance(r *reading, at page, header http.Header) (bool, error) {
	g := p.list.Paging
	if g.Kind == "" || g.Kind == "none" {
		return false, nil
	}
	root := gjson.ParseBytes(at.body)
	first, last, count := ends(p.list.items.get(root), r.plan.mapper.id, p.list.item)
	switch g.Kind {
	case "offset":
		// Each page begins with the last item of the one before: when it does
		// not, the list moved while it was read and something may be missing.
		if p.begun && first != p.last {
			p.moved = true
		}
		more := count >= g.Limit
		if p.list.more != nil {
			more = truth(p.list.more.get(root))
		}
		p.offset, p.last, p.begun = p.offset+count-1, last, true
		if more && (count < 2 || g.Max > 0 && p.offset+g.Limit > g.Max) {
			p.moved = true
			return false, nil
		}
		return more, nil
	case "page":
		more := count > 0 && (g.Limit == 0 || count >= g.Limit)
		if p.list.more != nil {
			more = truth(p.list.more.get(root))
		}
		p.moved = p.moved || more // pages by number move unseen
		p.number, p.begun = p.number+1, true
		return more && count > 0, nil
	}
	next := p.list.next.text(root)
	if p.list.next == nil {
		next = linkNext(header)
	}
	if next == p.next {
		return false, nil
	}
	p.next = next
	if next != "" && g.Kind == "next" {
		link, err := r.client.sameHost(at.call, next)
		if err != nil {
			return false, err
		}
		p.next = link
	}
	return p.next != "", nil
}

func truth(r gjson.Result) bool {
	word := wordsOf(r)
	return word != "" && word != "false" && word != "0"
}

// ends gives the IDs of the first and last item and their count.
func ends(items gjson.Result, id, within expr) (first, last string, count int) {
	var end gjson.Result
	items.ForEach(func(_, item gjson.Result) bool {
		if count == 0 {
			first = idOf(item, id, within)
		}
		end = item
		count++
		return true
	})
	if count > 0 {
		last = idOf(end, id, within)
	}
	return first, last, count
}

// idOf names an item; a line of a timeline is named by its text.
func idOf(item gjson.Result, id, within expr) string {
	if within != nil {
		return item.Raw
	}
	return id.text(item)
}

// linkNext reads the Link header (RFC 8288) for rel=next.
func linkNext(header http.Header) string {
	for link := range strings.SplitSeq(strings.Join(header.Values("Link"), ","), ",") {
		target, params, _ := strings.Cut(strings.TrimSpace(link), ";")
		if strings.Contains(strings.ReplaceAll(params, `"`, ""), "rel=next") {
			return strings.Trim(strings.TrimSpace(target), "<>")
		}
	}
	return ""
}

// sameHost resolves a next link and lets it pass only within the source's own
// hosts: our credentials go nowhere else.
func (c *client) sameHost(from call, link string) (string, error) {
	c.mu.Lock()
	host := c.hosts[c.host]
	c.mu.Unlock()
	base, err := url.Parse(join(host, c.base, from.path))
	if err != nil {
		return "", fmt.Errorf("read the address of a page: %w", err)
	}
	next, err := base.Parse(link)
	if err != nil || next.Scheme != base.Scheme || next.Host != base.Host {
		return "", &source.Fault{Kind: source.ErrAnswer, What: c.name + " names a next page on another host",
			Fix: "check the profile's paging, and whether url is the address the server knows itself by"}
	}
	return next.String(), nil
}

// listVars are the variables of a list: since when, and each of repeat.
func (r *reading) listVars(l *listPlan) []vars {
	since := r.cursor.Since
	if !since.IsZero() {
		since = since.Add(-l.overlap)
	}
	base := sinceVars(since, r.now)
	if len(l.Repeat) == 0 {
		return []vars{base}
	}
	var out []vars
	for _, word := range l.Repeat {
		v := maps.Clone(base)
		v["each"] = word
		out = append(out, v)
	}
	return out
}
