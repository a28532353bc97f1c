import Log
import TestSupport
import Testing

/// Real processes, killed and cut off: what the log holds afterwards is what it would hold had nothing happened.
///
/// One after another, for the machine has only so many processors, and some of them measure.
@Suite(.serialized)
enum FaultTests {}

/// The logs that faults are tried on.
enum Ground: String, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case kafka

    var testDescription: String { rawValue }

    /// A broker of these tests' own, for some of them kill it.
    private static let shared = Result { try KafkaCluster.start() }

    /// The brokers; nil where there is no Kafka.
    static func cluster() throws -> KafkaCluster? { try shared.get() }

    /// The log's address for a command line; nil where there is no Kafka.
    func address(in folder: TemporaryFolder) throws -> String? {
        switch self {
        case .sqlite: folder.file("log.sqlite")
        case .kafka: try Self.cluster().map { "kafka:\($0.bootstrap)" }
        }
    }
}
