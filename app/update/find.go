package update

// Span is a stretch of a text, in bytes, and the phrase that stands there.
type Span struct {
	From, To int
	Phrase   string
}

// Find gives where any of the phrases stands in a text, read as the checks do:
// "verzöger*" is any word that begins so, a lone * a few words of one sentence.
func Find(text string, phrases []string) []Span {
	var spans []Span
	for _, h := range find(tokens(lower(readable(text))), phrases) {
		spans = append(spans, Span{h.from, h.to, h.phrase})
	}
	return spans
}
