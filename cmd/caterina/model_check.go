package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"example.org/caterina/internal/openai"
)

const modelHelp = `
Chiede al server del modello linguistico una parola, un vettore e una trascrizione, secondo
i modelli impostati, e dice che cosa funziona, in quanto tempo, e che cosa va cambiato. Non
legge il database e non manda niente dei cittadini. Esce con 1 se qualcosa non va.
`

// mostNamed is how many of the server's models are named when ours is not among them.
const mostNamed = 20

// runModel tries the server of the language model, for who is attaching one.
func runModel(ctx context.Context, args []string, std streams) error {
	if len(args) > 0 && args[0] == "check" {
		args = args[1:]
	}
	fs := flag.NewFlagSet("model check", flag.ContinueOnError)
	if err := parseFlags(fs, args, "", std); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(std.out, modelHelp)
		}
		return err
	}
	if fs.NArg() > 0 {
		return usagef("«%s» non è un'opzione di model check", fs.Arg(0))
	}
	cfg, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	return checkModel(ctx, cfg, std.out)
}

// checkModel tries what is configured and prints how that went.
func checkModel(ctx context.Context, cfg Config, out io.Writer) error {
	if cfg.OpenAIBaseURL == "" {
		fmt.Fprintln(out, "Non è impostato nessun modello: i cittadini leggono le parole delle schede. Per collegarne uno: CATERINA_OPENAI_BASE_URL, docs/model.md.")
		return nil
	}
	client, err := openai.New(openai.Config{
		BaseURL: cfg.OpenAIBaseURL, Key: cfg.OpenAIKey, ChatModel: cfg.OpenAIChat, EmbeddingModel: cfg.OpenAIEmbed, TranscriptionModel: cfg.OpenAIVoice,
	})
	if err != nil {
		return plainly(err)
	}
	fmt.Fprintln(out, "Server del modello: "+cfg.OpenAIBaseURL)
	wrong, absent := 0, false
	for _, check := range client.Ping(ctx) {
		said, fine := tried(&check, cfg.OpenAITimeout)
		if !fine {
			wrong++
		}
		fmt.Fprintf(out, "%s (%s): %s\n", lineInWords(check.Line), check.Model, said)
		if e, ok := errors.AsType[*openai.Error](check.Err); ok {
			absent = absent || e.Reason == openai.ReasonNotFound
		}
	}
	if absent {
		nameModels(ctx, client, out)
	}
	if wrong > 0 {
		return errNotAllWorks
	}
	return nil
}

var errNotAllWorks = errors.New("non funziona tutto: quello che non va è scritto qui sopra; intanto i cittadini leggono le parole delle schede")

// tried is what a try has shown, in words, and whether citizens are served with it.
func tried(check *openai.Check, patience time.Duration) (said string, fine bool) {
	if check.Err != nil {
		return "NON funziona. " + plainly(check.Err).Error(), false
	}
	switch check.Line {
	case openai.LineChat:
		said = fmt.Sprintf("funziona, la prima parola arriva dopo %s (JSON: %s)", inSeconds(check.First), check.Format)
		if check.First >= patience {
			return said + fmt.Sprintf(". TROPPO LENTO: i cittadini aspettano %s. Ripeti ora che è caricato; se è ancora lento prendi un modello più piccolo, o alza CATERINA_OPENAI_TIMEOUT.", inSeconds(patience)), false
		}
		return said, true
	case openai.LineEmbed:
		return fmt.Sprintf("funziona, vettori di %d numeri in %s", check.Dims, inSeconds(check.Took)), true
	default:
		return "funziona, in " + inSeconds(check.Took), true
	}
}

// inSeconds writes a time as people read it: "0,8 s".
func inSeconds(d time.Duration) string {
	return strings.Replace(fmt.Sprintf("%.1f s", d.Seconds()), ".", ",", 1)
}

// lineInWords is what a model is for.
func lineInWords(line openai.Line) string {
	switch line {
	case openai.LineChat:
		return "Scrive"
	case openai.LineEmbed:
		return "Confronta i significati"
	default:
		return "Trascrive i messaggi vocali"
	}
}

// nameModels prints which models the server has, where it says so.
func nameModels(ctx context.Context, client *openai.Client, out io.Writer) {
	names, err := client.Models(ctx)
	switch {
	case err != nil || len(names) == 0:
		return
	case len(names) > mostNamed:
		names = append(names[:mostNamed], fmt.Sprintf("e altri %d", len(names)-mostNamed))
	}
	fmt.Fprintln(out, "Il server ha: "+strings.Join(names, ", "))
}
