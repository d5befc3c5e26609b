package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	yamltoken "github.com/goccy/go-yaml/token"
)

// The most tokens of one YAML document. The parser takes quadratic time on some
// texts, and this keeps the worst of them below half a second; the longest card
// has a few hundred.
const maxTokens = 20_000

// readYAML returns the one value of a YAML document. Anchors, aliases, tags,
// merge keys and directives are refused: no clerk needs them, and they are how a
// small file becomes a huge one.
func readYAML(data []byte) (n *node, bad *syntaxError) {
	defer func() {
		// The library's parser has crashed on malformed texts before; a strange
		// file must not stop the import of the others.
		if recover() != nil {
			n, bad = nil, &syntaxError{problem: "il file non si riesce a leggere come YAML", fix: "Controlla rientri, due punti e virgolette"}
		}
	}()
	if line := tabIndented(data); line > 0 {
		return nil, &syntaxError{line: line, problem: "la riga è rientrata con un tabulatore", fix: "Usa gli spazi per rientrare"}
	}
	tokens := lexer.Tokenize(string(data))
	if bad := checkTokens(tokens); bad != nil {
		return nil, bad
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // the binder reports duplicates
	if err != nil {
		return nil, explainYAML(err)
	}
	var bodies []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil {
			bodies = append(bodies, doc.Body)
		}
	}
	switch {
	case len(bodies) == 0:
		return nil, &syntaxError{problem: "è vuoto", fix: "Scrivi almeno le voci obbligatorie"}
	case len(bodies) > 1:
		return nil, &syntaxError{line: bodies[1].GetToken().Position.Line, problem: "contiene più di una scheda", fix: "Scrivi una sola scheda per file, senza righe «---» in mezzo"}
	}
	return yamlNode(bodies[0], 0)
}

// tabIndented returns the first line that is indented with a tab, 0 when none is.
func tabIndented(data []byte) int {
	line := 1
	for text := range bytes.Lines(data) {
		rest := bytes.TrimLeft(text, " ")
		if bytes.HasPrefix(rest, []byte("\t")) && len(bytes.TrimSpace(rest)) > 0 {
			return line
		}
		line++
	}
	return 0
}

// checkTokens refuses what is never needed, before the parser sees it.
func checkTokens(tokens yamltoken.Tokens) *syntaxError {
	if len(tokens) > maxTokens {
		return &syntaxError{problem: fmt.Sprintf("ha più di %d voci", maxTokens), fix: "Dividi il contenuto in più schede"}
	}
	open, dashes, lastLine := 0, 0, 0
	for _, t := range tokens {
		line := t.Position.Line
		if line != lastLine {
			dashes, lastLine = 0, line
		}
		switch t.Type {
		case yamltoken.AnchorType, yamltoken.AliasType, yamltoken.TagType, yamltoken.MergeKeyType, yamltoken.MappingKeyType, yamltoken.DirectiveType:
			return &syntaxError{
				line: line, problem: fmt.Sprintf("il segno «%s» qui ha un significato speciale che non si usa nelle schede", strings.TrimSpace(t.Value)), //nolint:misspell // Italian
				fix: "Se fa parte del testo, metti tutto il testo fra virgolette",
			}
		case yamltoken.SequenceStartType, yamltoken.MappingStartType:
			open++
		case yamltoken.SequenceEndType, yamltoken.MappingEndType:
			open--
		case yamltoken.SequenceEntryType:
			dashes++
		case yamltoken.InvalidType:
			return &syntaxError{line: line, problem: "il file non è scritto bene (" + italianYAML(t.Error) + ")", fix: yamlFix}
		default:
		}
		if open > maxDepth || dashes > maxDepth {
			return tooDeep(line)
		}
	}
	return nil
}

const yamlFix = "Controlla rientri, due punti e virgolette vicino a questa riga; un testo che contiene «: » o «#» va tutto fra virgolette"

// explainYAML makes a sentence of an error of the YAML parser.
func explainYAML(err error) *syntaxError {
	var bad yaml.Error
	if !errors.As(err, &bad) {
		return &syntaxError{problem: "il file non si riesce a leggere come YAML", fix: yamlFix}
	}
	s := &syntaxError{problem: "il file non è scritto bene (" + italianYAML(bad.GetMessage()) + ")", fix: yamlFix}
	if t := bad.GetToken(); t != nil && t.Position != nil {
		s.line = t.Position.Line
	}
	return s
}

// italianYAML translates the parser's commonest complaints.
func italianYAML(message string) string {
	switch {
	case strings.HasPrefix(message, "mapping value is not allowed"):
		return "c'è «: » dove non può stare"
	case strings.Contains(message, "quoted text"):
		return "manca una virgoletta di chiusura"
	case strings.HasPrefix(message, "value is not allowed"):
		return "c'è un valore dove non può stare"
	case strings.Contains(message, "not found"):
		return "manca una parentesi di chiusura"
	}
	return message
}

// yamlNode turns a node of the library into one of ours.
func yamlNode(from ast.Node, depth int) (*node, *syntaxError) {
	n := &node{line: from.GetToken().Position.Line}
	if depth > maxDepth {
		return nil, tooDeep(n.line)
	}
	switch v := from.(type) {
	case *ast.NullNode:
		n.kind = nodeNull
	case *ast.BoolNode:
		n.kind, n.text = nodeBool, strconv.FormatBool(v.Value)
	case *ast.IntegerNode:
		n.kind, n.text = nodeNumber, v.Token.Value
	case *ast.FloatNode:
		n.kind, n.text = nodeNumber, v.Token.Value
	case *ast.InfinityNode:
		n.kind, n.text = nodeNumber, v.Token.Value
	case *ast.NanNode:
		n.kind, n.text = nodeNumber, v.Token.Value
	case *ast.StringNode:
		n.kind, n.text = nodeString, v.Value
	case *ast.LiteralNode:
		n.kind, n.text = nodeString, v.Value.Value
	case *ast.SequenceNode:
		return yamlList(n, v, depth)
	case *ast.MappingNode:
		return yamlMapping(n, v.Values, depth)
	case *ast.MappingValueNode:
		return yamlMapping(n, []*ast.MappingValueNode{v}, depth)
	default:
		return nil, &syntaxError{line: n.line, problem: "qui c'è qualcosa che non si usa nelle schede", fix: yamlFix}
	}
	return n, nil
}

func yamlList(n *node, from *ast.SequenceNode, depth int) (*node, *syntaxError) {
	n.kind = nodeList
	for _, value := range from.Values {
		item, bad := yamlNode(value, depth+1)
		if bad != nil {
			return nil, bad
		}
		n.list = append(n.list, item)
	}
	return n, nil
}

func yamlMapping(n *node, from []*ast.MappingValueNode, depth int) (*node, *syntaxError) {
	n.kind = nodeMap
	for _, entry := range from {
		value, bad := yamlNode(entry.Value, depth+1)
		if bad != nil {
			return nil, bad
		}
		key := entry.Key.GetToken()
		n.fields = append(n.fields, nodeField{name: key.Value, line: key.Position.Line, value: value})
	}
	if len(from) > 0 {
		n.line = n.fields[0].line
	}
	return n, nil
}
