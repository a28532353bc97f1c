import Synchronization

/// The metrics of a process in Prometheus' text format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
///
/// Asking for the same name and labels again gives the same meter. A name with another kind or help, or a name that
/// Prometheus does not allow, is a bug of ours and ends the process.
public final class Metrics: Sendable {
    public typealias Labels = KeyValuePairs<String, String>

    private enum Meter: Sendable {
        case counter(Counter)
        case gauge(Gauge)
        case age(AgeGauge)
        case histogram(Histogram)

        var kind: String {
            switch self {
            case .counter: "counter"
            case .gauge, .age: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    private struct Family: Sendable {
        let kind: String
        let help: String
        /// By labels as they are printed: `task="150200.verify.0"`.
        var meters: [String: Meter] = [:]
    }

    private let families = Mutex<[String: Family]>([:])
    private let clock: @Sendable () -> Int64

    /// The clock, for ages, gives milliseconds since 1970.
    public init(clock: @escaping @Sendable () -> Int64 = WallClock.now) {
        self.clock = clock
    }

    /// The name ends in `_total`.
    public func counter(_ name: String, help: String, labels: Labels = [:]) -> Counter {
        precondition(name.hasSuffix("_total"), "\(name): the name of a counter ends in _total")
        guard case .counter(let meter) = meter(name, help, labels, { .counter(Counter()) }) else { clash(name) }
        return meter
    }

    public func gauge(_ name: String, help: String, labels: Labels = [:]) -> Gauge {
        guard case .gauge(let meter) = meter(name, help, labels, { .gauge(Gauge()) }) else { clash(name) }
        return meter
    }

    /// The name ends in `_seconds`.
    public func age(_ name: String, help: String, labels: Labels = [:]) -> AgeGauge {
        precondition(name.hasSuffix("_seconds"), "\(name): the name of an age ends in _seconds")
        guard case .age(let meter) = meter(name, help, labels, { .age(AgeGauge(clock: clock)) }) else { clash(name) }
        return meter
    }

    /// The bounds are upper bounds in the name's unit and ascend; +Inf is added.
    public func histogram(_ name: String, help: String, bounds: [Double], labels: Labels = [:]) -> Histogram {
        guard case .histogram(let meter) = meter(name, help, labels, { .histogram(Histogram(bounds: bounds)) }) else {
            clash(name)
        }
        return meter
    }

    /// All of them, sorted by name and labels.
    public func text() -> String {
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(MetricText.help(family.help))\n# TYPE \(name) \(family.kind)\n"
            for (labels, meter) in family.meters.sorted(by: { $0.key < $1.key }) {
                switch meter {
                case .counter(let counter): text += MetricText.sample(name, labels, String(counter.value))
                case .gauge(let gauge): text += MetricText.sample(name, labels, gauge.value)
                case .age(let age): text += MetricText.sample(name, labels, age.value)
                case .histogram(let histogram): text += MetricText.histogram(name, labels, histogram)
                }
            }
        }
        return text
    }

    private func meter(_ name: String, _ help: String, _ labels: Labels, _ make: () -> Meter) -> Meter {
        precondition(MetricText.isName(name), "\(name): Prometheus does not allow this name")
        for (label, _) in labels {
            precondition(MetricText.isName(label) && label != "le", "\(name): Prometheus does not allow label \(label)")
        }
        let key = MetricText.labels(labels)
        return families.withLock { families in
            let known = families[name]?.meters[key]
            let meter = known ?? make()
            let family = families[name] ?? Family(kind: meter.kind, help: help)
            precondition(family.kind == meter.kind && family.help == help, "\(name) is registered in two ways")
            families[name] = family
            families[name]?.meters[key] = meter
            return meter
        }
    }

    private func clash(_ name: String) -> Never {
        preconditionFailure("\(name) is registered in two ways")
    }
}
