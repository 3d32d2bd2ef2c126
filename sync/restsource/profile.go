package restsource

// Profile describes one kind of REST source as data: how to ask, where things
// sit in the answer, and how to act. docs/profiles.md tells its schema with
// examples. Every text may be "$name" (a whole word), which is replaced by
// the source's own param of that name.
type Profile struct {
	Name      string            `toml:"-"` // the file's name without .toml
	Title     string            `toml:"title"`
	URL       string            `toml:"url"`    // used when the source names none
	Base      string            `toml:"base"`   // put before every path
	Shared    string            `toml:"shared"` // see incident.Signal.Shared
	Volatile  []string          `toml:"volatile"`
	Headers   map[string]string `toml:"headers"`
	FullEvery string            `toml:"full_every"` // how often the "full" lists are read again
	Params    map[string]Param  `toml:"param"`
	Auth      Auth              `toml:"auth"`
	Restart   *Restart          `toml:"restart"`
	Lists     []List            `toml:"list"`
	Joins     []Join            `toml:"join"`
	Fields    Fields            `toml:"fields"`
	Labels    Labels            `toml:"labels"`
	Status    Status            `toml:"status"`
	Severity  map[string]string `toml:"severity"` // rewrites the source's words; "" tries the next alternative
	Marks     []Mark            `toml:"mark"`
	Actions   Actions           `toml:"actions"`
	OnCall    *OnCall           `toml:"oncall"`
}

// Param is one thing a profile lets a person set in [source.params].
type Param struct {
	Default  string `toml:"default"`
	Help     string `toml:"help"`
	Required bool   `toml:"required"`
	Identity bool   `toml:"identity"` // tells two sources at one address apart
}

// Auth says how requests sign in.
type Auth struct {
	// Kind: none, bearer, basic, header, or auto (basic with a user, bearer
	// with a secret alone, none without).
	Kind   string `toml:"kind"`
	Header string `toml:"header"`
	Prefix string `toml:"prefix"`
}

// Restart tells when a server has lost its memory: Value changes.
type Restart struct {
	Path  string `toml:"path"`
	Value string `toml:"value"`
	Hold  string `toml:"hold"` // for so long after it, what is missing is not resolved
}

// List is one request whose answer holds alerts.
type List struct {
	When     string   `toml:"when"` // always (default), full (first contact and full_every), news (afterwards)
	Path     string   `toml:"path"`
	Method   string   `toml:"method"`
	Query    []string `toml:"query"` // "name=value"; may repeat; left out when the value is empty
	Body     any      `toml:"body"`
	Repeat   []string `toml:"repeat"` // once for each of these, as {each}
	Items    string   `toml:"items"`
	Item     string   `toml:"item"` // within an item, what Fields describe
	Only     []string `toml:"only"` // conditions an item must meet
	Complete string   `toml:"complete"`
	Since    string   `toml:"since"`   // the field {since} advances by; empty: the server's clock
	Overlap  string   `toml:"overlap"` // how far back {since} reaches
	Paging   Paging   `toml:"paging"`
	Remark   *Remark  `toml:"remark"` // items are lines of a timeline
}

// Paging says how a list goes on.
type Paging struct {
	Kind  string `toml:"kind"` // none, offset, page, cursor, next
	Limit int    `toml:"limit"`
	Max   int    `toml:"max"` // the server refuses an offset beyond it
	First int    `toml:"first"`
	// Names of the query parameters; defaults limit, offset, page, cursor.
	LimitParam string `toml:"limit_param"`
	Param      string `toml:"param"`
	More       string `toml:"more"` // true while there is more; empty: until a page is not full
	Next       string `toml:"next"` // the next link or cursor; empty: the Link header
}

// Join is a second list whose records marks refer to.
type Join struct {
	Name  string `toml:"name"`
	Path  string `toml:"path"`
	Items string `toml:"items"`
	ID    string `toml:"id"`
}

// Fields say where each field of an alert sits.
type Fields struct {
	ID         string `toml:"id"`
	Group      string `toml:"group"`
	Ref        string `toml:"ref"`
	Title      string `toml:"title"`
	Text       string `toml:"text"`
	HTML       bool   `toml:"html"` // Text is HTML
	Severity   string `toml:"severity"`
	Service    string `toml:"service"`
	Assignee   string `toml:"assignee"`
	AssigneeID string `toml:"assignee_id"`
	Link       string `toml:"link"`
	Runbook    string `toml:"runbook"`
	Dashboard  string `toml:"dashboard"`
	StartsAt   string `toml:"starts_at"`
	EndsAt     string `toml:"ends_at"`
	AckedBy    string `toml:"acked_by"`
	AckedAt    string `toml:"acked_at"`
	Until      string `toml:"until"`
}

// Labels say where labels and annotations sit.
type Labels struct {
	From        string            `toml:"from"` // a map
	Annotations string            `toml:"annotations"`
	Pairs       string            `toml:"pairs"` // a list of {name, value}
	Name        string            `toml:"name"`
	Value       string            `toml:"value"`
	Set         map[string]string `toml:"set"` // label name to where its value sits
}

// Status maps the source's words. Words are compared without case.
type Status struct {
	Value        string   `toml:"value"`
	Firing       []string `toml:"firing"`
	Acknowledged []string `toml:"acknowledged"`
	Snoozed      []string `toml:"snoozed"`
	Muted        []string `toml:"muted"`
	Resolved     []string `toml:"resolved"`
	Skip         []string `toml:"skip"`  // items to leave out
	Other        string   `toml:"other"` // any other word: firing (default), resolved, skip
}

// Mark says where one kind of mark sits.
type Mark struct {
	Kind    string   `toml:"kind"`
	When    []string `toml:"when"`
	Each    string   `toml:"each"` // a list; one mark for each element, which the paths below start from
	Join    string   `toml:"join"` // the element is the ID of a record there, which the paths start from
	By      string   `toml:"by"`
	At      string   `toml:"at"`
	Until   string   `toml:"until"`
	Ref     string   `toml:"ref"`
	Comment string   `toml:"comment"`
}

// Remark says where a line of a timeline holds what.
type Remark struct {
	ID    string            `toml:"id"`
	Kind  string            `toml:"kind"`
	By    string            `toml:"by"`
	At    string            `toml:"at"`
	Text  string            `toml:"text"`
	Kinds map[string]string `toml:"kinds"` // the source's word to an entry kind; others are left out
}

// Actions say how to act.
type Actions struct {
	Kind    string            `toml:"kind"` // calls (default), or silence: Alertmanager's silences
	Headers map[string]string `toml:"headers"`
	Look    *Look             `toml:"look"`
	Call    map[string]Call   `toml:"call"` // by verb
	Cannot  map[string]string `toml:"cannot"`
}

// Look is the request for one alert as it stands, made before every call.
type Look struct {
	Path string `toml:"path"`
	Item string `toml:"item"`
}

// Call is the request that does one verb to one alert.
type Call struct {
	Does    string   `toml:"does"` // one sentence for the person
	Method  string   `toml:"method"`
	Path    string   `toml:"path"`
	Body    any      `toml:"body"` // sent as JSON; its texts are templates
	Longest string   `toml:"longest"`
	Answers []Answer `toml:"answer"`
	Seen    *Seen    `toml:"seen"`
}

// Answer reads an answer that is not plain success or failure.
type Answer struct {
	Status int    `toml:"status"`
	Text   string `toml:"text"` // a part of the body; empty: any
	Means  string `toml:"means"`
}

// Seen is the list in which a note that had arrived would be found.
type Seen struct {
	Path  string `toml:"path"`
	Items string `toml:"items"`
	Text  string `toml:"text"`
	At    string `toml:"at"`
}

// OnCall is the request for a duty schedule.
type OnCall struct {
	Path  string   `toml:"path"`
	Query []string `toml:"query"`
	Items string   `toml:"items"`
	Start string   `toml:"start"`
	End   string   `toml:"end"`
	Who   string   `toml:"who"`
	Email string   `toml:"email"`
}
