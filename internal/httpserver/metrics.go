package httpserver

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"example.org/caterina"
)

// Metrics holds the process's counters and is handed to the packages that
// count: it satisfies the observers they declare.
type Metrics struct {
	registry    *prometheus.Registry
	requests    *prometheus.CounterVec
	requestTime *prometheus.HistogramVec
	turns       *prometheus.CounterVec
	turnTime    *prometheus.HistogramVec
	turnsFailed prometheus.Counter
	turnsVoid   prometheus.Counter
	sockets     prometheus.Gauge
	closes      *prometheus.CounterVec
	messages    *prometheus.CounterVec
	delivered   *prometheus.CounterVec
	updates     *prometheus.CounterVec
	deliveries  *prometheus.CounterVec
	modelCalls  *prometheus.CounterVec
	modelTokens *prometheus.CounterVec
	modelTime   *prometheus.HistogramVec
	modelDown   *prometheus.GaugeVec
	rejected    *prometheus.CounterVec
	modelTools  *prometheus.CounterVec
	vectorless  *prometheus.CounterVec
	logLag      prometheus.Gauge
}

// NewMetrics returns counters at zero, in a registry of their own.
func NewMetrics() *Metrics {
	quick := []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10} // seconds
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "caterina_http_requests_total", Help: "HTTP requests by route, method and status.",
		}, []string{"route", "method", "status"}),
		requestTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "caterina_http_request_seconds", Help: "Time to answer an HTTP request, by route.", Buckets: quick,
		}, []string{"route"}),
		turns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "caterina_turns_total", Help: "Turns of the bot by outcome and by the retrieval leg that weighed most.",
		}, []string{"outcome", "leg"}),
		turnTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "caterina_turn_seconds", Help: "Time the bot took to decide on a reply, by outcome.", Buckets: quick,
		}, []string{"outcome"}),
		turnsFailed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "caterina_turns_failed_total", Help: "Runs of a turn that ended without a reply.",
		}),
		turnsVoid: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "caterina_turns_void_total", Help: "Replies that were ready and not stored: a newer message or a person came first.",
		}),
		sockets: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "caterina_sockets", Help: "Open websockets of citizens.",
		}),
		closes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "caterina_sockets_closed_total", Help: "Ended websockets by our close code; 0 when the citizen left.",
		}, []string{"code"}),
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "caterina_messages_total", Help: "Messages of citizens by what became of them.",
		}, []string{"result"}),
		delivered: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "caterina_events_delivered_total", Help: "Events sent to sockets: pushed by the process that committed them, or read from the log.",
		}, []string{"from"}),
		updates: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "caterina_telegram_updates_total", Help: "What Telegram reported by what became of it.",
		}, []string{"result"}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "caterina_telegram_deliveries_total", Help: "What was to be sent over Telegram by what became of it.",
		}, []string{"state"}),
		modelCalls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "caterina_model_calls_total", Help: "Calls of the language model by step and by why they failed.",
		}, []string{"step", "failure"}),
		modelTokens: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "caterina_model_tokens_total", Help: "Tokens of the language model by step, in and out.",
		}, []string{"step", "direction"}),
		modelTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "caterina_model_seconds", Help: "Time that calls of the language model took, by step.", Buckets: quick,
		}, []string{"step"}),
		modelDown: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "caterina_model_left_alone", Help: "1 while the server of the language model is left alone after failures, by kind of call.",
		}, []string{"line"}),
		rejected: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "caterina_model_rejected_total", Help: "What the language model wrote and nobody was shown, by the verifier's reason.",
		}, []string{"reason"}),
		modelTools: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "caterina_model_tools_total", Help: "What the language model asked to have done in a citizen's place, by tool and by what became of it.",
		}, []string{"tool", "became"}),
		vectorless: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "caterina_questions_without_vectors_total", Help: "Questions that went without the vectors of the endpoint that their town uses, by why.",
		}, []string{"why"}),
		logLag: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "caterina_log_lag_events", Help: "The most events that an open conversation was behind its log at the last poll.",
		}),
	}
	m.registry.MustRegister(m.requests, m.requestTime, m.turns, m.turnTime, m.turnsFailed, m.turnsVoid, m.sockets, m.closes, m.messages,
		m.delivered, m.updates, m.deliveries, m.logLag, m.modelCalls, m.modelTokens, m.modelTime, m.modelDown, m.rejected, m.modelTools, m.vectorless, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// TurnsWaiting adds the gauge of turns that wait for a worker of this process.
// It may be called once.
func (m *Metrics) TurnsWaiting(count func() int) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "caterina_turns_waiting", Help: "Turns that wait for a worker of this process.",
	}, func() float64 { return float64(count()) }))
}

func (m *Metrics) request(route, method string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.requestTime.WithLabelValues(route).Observe(took.Seconds())
}

// TurnDone counts a committed reply. The outcome of one that says nothing, because
// people have the floor, is none.
func (m *Metrics) TurnDone(reply caterina.Reply, took time.Duration) {
	outcome := cmp.Or(string(reply.Trace.Outcome), "none")
	m.turns.WithLabelValues(outcome, leadingLeg(reply.Trace.Ranking)).Inc()
	m.turnTime.WithLabelValues(outcome).Observe(took.Seconds())
	for _, r := range reply.Rejected {
		m.rejected.WithLabelValues(r.Reason).Inc()
	}
	for _, call := range reply.Trace.Model {
		if tool, _, _ := strings.Cut(call.Tool, "/"); tool != "" {
			m.modelTools.WithLabelValues(tool, string(call.Became)).Inc()
		}
	}
}

// ModelCalled counts a call of the language model.
func (m *Metrics) ModelCalled(u caterina.Usage) {
	m.modelCalls.WithLabelValues(string(u.Step), string(u.Failure)).Inc()
	m.modelTokens.WithLabelValues(string(u.Step), "in").Add(float64(u.In))
	m.modelTokens.WithLabelValues(string(u.Step), "out").Add(float64(u.Out))
	m.modelTime.WithLabelValues(string(u.Step)).Observe(u.Took.Seconds())
}

// ModelLeftAlone says whether the server of the language model is left alone.
func (m *Metrics) ModelLeftAlone(line string, alone bool) {
	m.modelDown.WithLabelValues(line).Set(0)
	if alone {
		m.modelDown.WithLabelValues(line).Set(1)
	}
}

// QuestionWithoutVectors counts a question that the model of the vectors was late for, or
// answered with nonsense.
func (m *Metrics) QuestionWithoutVectors(why string) { m.vectorless.WithLabelValues(why).Inc() }

// TurnFailed counts a run of a turn that ended without a reply.
func (m *Metrics) TurnFailed() { m.turnsFailed.Inc() }

// TurnVoid counts a reply that came too late to be stored.
func (m *Metrics) TurnVoid() { m.turnsVoid.Inc() }

// leadingLeg names the retrieval leg that weighed most for the first card, or
// "none" when nothing was looked up.
func leadingLeg(ranking []caterina.HitTrace) string {
	if len(ranking) == 0 {
		return "none"
	}
	legs := ranking[0].Legs
	switch max(legs.Lexical, legs.Classifier, legs.Dense) {
	case legs.Lexical:
		return "lexical"
	case legs.Classifier:
		return "classifier"
	}
	return "dense"
}

// SocketOpened counts a websocket in.
func (m *Metrics) SocketOpened() { m.sockets.Inc() }

// SocketClosed counts a websocket out, with our close code or 0.
func (m *Metrics) SocketClosed(code int) {
	m.sockets.Dec()
	m.closes.WithLabelValues(strconv.Itoa(code)).Inc()
}

// UpdateTaken counts what Telegram reported by what became of it.
func (m *Metrics) UpdateTaken(result string) { m.updates.WithLabelValues(result).Inc() }

// DeliveryDone counts what was to be sent over Telegram by what became of it.
func (m *Metrics) DeliveryDone(state string) { m.deliveries.WithLabelValues(state).Inc() }

// Message counts a citizen's message by what became of it.
func (m *Metrics) Message(result string) { m.messages.WithLabelValues(result).Inc() }

// Delivered counts events sent to sockets.
func (m *Metrics) Delivered(from string, events int) {
	m.delivered.WithLabelValues(from).Add(float64(events))
}

// Behind notes how far open conversations were behind their logs.
func (m *Metrics) Behind(events int64) { m.logLag.Set(float64(events)) }
