package draft

import (
	"regexp"
	"strings"
	"unicode"
)

// whatCounts stands above the Italian words of an answer, in the citizen's language
// where we have it, and in Italian.
func whatCounts(lang string) string {
	const ours = "Traduzione fatta da un programma: vale il testo italiano."
	if own, ok := counts()[lang]; ok {
		return "**" + own + "**\n\n**" + ours + "**"
	}
	return "**" + ours + "**\n\n**Translated by a program: what counts is the Italian text.**"
}

// counts say in each language: translated by a program; what counts is the Italian text
// below.
func counts() map[string]string {
	return map[string]string{
		"ro": "Tradus de un program. Este valabil textul în italiană de mai jos.",
		"es": "Traducido por un programa. El texto que vale es el italiano, aquí abajo.",
		"fr": "Traduit par un programme. C'est le texte italien ci-dessous qui fait foi.",
		"de": "Von einem Programm übersetzt. Es gilt der italienische Text unten.",
		"pt": "Traduzido por um programa. O texto que vale é o italiano, aqui em baixo.",
		"pl": "Przetłumaczone przez program. Obowiązuje tekst włoski poniżej.",
		"sq": "Përkthyer nga një program. Vlen teksti italisht më poshtë.",
		"uk": "Переклад зроблено програмою. Чинним є італійський текст нижче.",
		"ru": "Перевод сделан программой. Действителен итальянский текст ниже.",
		"ar": "ترجمة آلية. النص الإيطالي أدناه هو المعتمد.",
		"zh": "由程序翻译。以下方的意大利文为准。",
		"bn": "একটি প্রোগ্রাম অনুবাদ করেছে। নিচের ইতালীয় লেখাটিই মান্য।",
	}
}

// scripts are the letters of a language.
func scripts(lang string) []*unicode.RangeTable {
	switch lang {
	case "ar", "ur", "fa":
		return []*unicode.RangeTable{unicode.Arabic}
	case "uk", "ru":
		return []*unicode.RangeTable{unicode.Cyrillic}
	case "ja":
		return []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana}
	}
	if table, ok := map[string]*unicode.RangeTable{
		"zh": unicode.Han, "bn": unicode.Bengali, "el": unicode.Greek, "hi": unicode.Devanagari, "ko": unicode.Hangul, "pa": unicode.Gurmukhi,
		"ka": unicode.Georgian, "si": unicode.Sinhala, "ta": unicode.Tamil, "am": unicode.Ethiopic, "he": unicode.Hebrew, "th": unicode.Thai,
	}[lang]; ok {
		return []*unicode.RangeTable{table}
	}
	return []*unicode.RangeTable{unicode.Latin}
}

// closer tells the languages apart that share a script, by the letters that one of them
// alone has.
func closer(lang, text string) string {
	switch {
	case lang == "uk" && strings.ContainsAny(text, "ыэъёЫЭЪЁ") && !strings.ContainsAny(text, "іїєґІЇЄҐ"):
		return "ru"
	case lang == "ar" && strings.ContainsAny(text, "ٹڈڑںےھ"):
		return "ur"
	case lang == "ar" && strings.ContainsAny(text, "پچژگ"):
		return "fa"
	}
	return lang
}

// How people say their names: what comes after it is one, and the words with a capital
// that follow. Languages without capitals, or without spaces, have fewer or more.
var (
	introduced = regexp.MustCompile(`(?i:\b(?:m[ăa] numesc|m[ăa] cheam[ăa]|numele meu (?:este|e)|me llamo|mi nombre es|je m['’ ]appelle|mon nom est|ich hei(?:ß|ss)e|mein name ist|me chamo|chamo-me|(?:o )?meu nome [ée]|quhem|emri im [ëe]sht[ëe]|nazywam si[ęe]|mam na imi[ęe]|ad[ıi]m|ang pangalan ko ay)|мене звати|меня зовут|мо[єе] ім['’ʼ]?я|мо[её] имя)[ :,]+([\p{L}\p{M}'’-]+(?: \p{Lu}[\p{L}\p{M}'’-]*){0,2})`)
	twoWords   = regexp.MustCompile(`(?:اسمي|انا اسمي|میرا نام|نام من|আমার নাম|मेरा नाम|ਮੇਰਾ ਨਾਮ)[ :،]*([\p{L}\p{M}]+(?: [\p{L}\p{M}]+)?)`)
	twoSigns   = regexp.MustCompile(`(?:我叫|我的名字是|我是)(\p{Han}{2,3})`)
)

// withNamesApart finds the names that people say are theirs, and parts them from the
// words around where a script does not.
func withNamesApart(text string) (apart string, names []string) {
	for _, pattern := range []*regexp.Regexp{introduced, twoWords} {
		for _, m := range pattern.FindAllStringSubmatch(text, -1) {
			names = append(names, strings.Fields(m[1])...)
		}
	}
	for _, m := range twoSigns.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
		text = strings.ReplaceAll(text, m[1], " "+m[1]+" ")
	}
	return text, names
}
