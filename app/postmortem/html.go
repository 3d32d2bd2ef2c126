package postmortem

import (
	"bytes"
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"turnaround/app/update"
)

// style is all the look a page has; it prints as it is read.
const style = `:root{color-scheme:light dark}
body{font:16px/1.55 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;overflow-wrap:break-word}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #8886;padding:.35rem .5rem;text-align:start;vertical-align:top}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}pre{overflow-x:auto}blockquote{margin:0;padding-left:1rem;border-left:3px solid #8886}
.footnotes{font-size:.9em}@media print{body{margin:0;max-width:none}}`

// HTML gives the whole postmortem as one page that needs nothing else.
func (d Document) HTML(s Set, f Facts) (string, error) {
	made, err := d.Markdown(s, f)
	if err != nil {
		return "", err
	}
	title, err := update.WithoutKeys(s.words.Heading+": "+d.Title, s.words.Key)
	if err != nil {
		return "", err
	}
	return page(s.Language, title, made)
}

// plainMarkdown knows all of Markdown but HTML, which stays the text it is.
func plainMarkdown() parser.Parser {
	inline := slices.DeleteFunc(parser.DefaultInlineParsers(), func(p util.PrioritizedValue) bool { return p.Value == parser.NewRawHTMLParser() })
	block := slices.DeleteFunc(parser.DefaultBlockParsers(), func(p util.PrioritizedValue) bool { return p.Value == parser.NewHTMLBlockParser() })
	return parser.NewParser(parser.WithBlockParsers(block...), parser.WithInlineParsers(inline...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...), parser.WithASTTransformers(util.Prioritized(pictures{}, 100)))
}

// page makes a page of Markdown. HTML in it is shown as text, and nothing is
// fetched: pictures become links, and the page forbids the rest.
func page(language, title, markdown string) (string, error) {
	md := goldmark.New(goldmark.WithParser(plainMarkdown()), goldmark.WithExtensions(extension.Table, extension.Footnote, extension.Strikethrough))
	var body bytes.Buffer
	if err := md.Convert([]byte(markdown), &body); err != nil {
		return "", fmt.Errorf("write the page: %w", err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n", html.EscapeString(language))
	b.WriteString("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
	fmt.Fprintf(&b, "<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n%s</main>\n</body>\n</html>\n", html.EscapeString(title), style, body.String())
	return b.String(), nil
}

// pictures turns what would be loaded into links.
type pictures struct{}

// Transform replaces each picture with a link to it.
func (pictures) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	var found []*ast.Image
	// The walker gives no error.
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if image, ok := n.(*ast.Image); ok && entering {
			found = append(found, image)
		}
		return ast.WalkContinue, nil
	})
	for _, image := range found {
		link := ast.NewLink()
		link.Destination = image.Destination
		for c := image.FirstChild(); c != nil; {
			next := c.NextSibling()
			link.AppendChild(link, c)
			c = next
		}
		if !link.HasChildren() {
			link.AppendChild(link, ast.NewString(util.EscapeHTML(image.Destination)))
		}
		image.Parent().ReplaceChild(image.Parent(), image, link)
	}
}
