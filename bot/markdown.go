package bot

import (
	"slices"
	"strings"

	"example.org/caterina"
)

// escape makes plain text safe to stand inside Markdown: it is shown as it is
// written and can neither format nor link.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune("\\`*_[]<>#|~!", r) {
			b.WriteByte('\\')
		}
		if r == '\n' {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// link writes a Markdown link. Addresses that do not begin as ours do, or hold
// characters that end a link, are left out.
func link(label, url string) string {
	if strings.ContainsAny(url, " ()<>\n\"") || !slices.ContainsFunc(
		[]string{"https://", "http://", "tel:", "mailto:", "/"}, func(start string) bool { return strings.HasPrefix(url, start) }) {
		return escape(label)
	}
	return "[" + escape(label) + "](" + url + ")"
}

// telLink makes a telephone number something to tap.
func telLink(number string) string {
	target := caterina.Dialled(number)
	if target == "" {
		return escape(number)
	}
	return link(number, "tel:"+target)
}

// bullets writes a Markdown list.
func bullets(items []string) string {
	var b strings.Builder
	for _, item := range items {
		if item = strings.TrimSpace(item); item != "" {
			b.WriteString("- " + strings.ReplaceAll(item, "\n", "\n  ") + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// paragraphs joins what is there with empty lines between.
func paragraphs(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n")
}

// sentences joins what is there with spaces between.
func sentences(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}

// firstSentence returns the first sentence of a text.
func firstSentence(text string) string {
	if all := splitSentences(strings.TrimSpace(text)); len(all) > 0 {
		return all[0]
	}
	return ""
}
