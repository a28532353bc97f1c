internal import CRdkafka

extension LogError {
    /// What librdkafka answered a call of a transaction. The error is taken over and freed.
    init(taking error: OpaquePointer, _ doing: String, of client: KafkaClient) {
        defer { rd_kafka_error_destroy(error) }
        let code = rd_kafka_error_code(error)
        let cause = client.voice.takeFailedDelivery()
        let kind: Kind =
            if rd_kafka_error_is_fatal(error) != 0 {
                .fatal
            } else if rd_kafka_error_txn_requires_abort(error) != 0 {
                .abortable
            } else if rd_kafka_error_is_retriable(error) != 0 {
                .retriable
            } else {
                .fatal
            }
        let said = rd_kafka_error_string(error).map { String(cString: $0) } ?? ""
        self.init(kind, code, cause: cause, said: said, doing, client)
    }

    /// What librdkafka answered another call.
    init(_ code: rd_kafka_resp_err_t, _ doing: String, of client: KafkaClient, at position: Position? = nil) {
        let said = rd_kafka_err2str(code).map { String(cString: $0) } ?? ""
        let isPassing = Self.isPassing(code) || code == RD_KAFKA_RESP_ERR__TIMED_OUT
        self.init(isPassing ? .retriable : .fatal, code, cause: nil, said: said, doing, client, at: position)
    }

    private init(
        _ kind: Kind, _ code: rd_kafka_resp_err_t, cause: rd_kafka_resp_err_t?, said: String, _ doing: String,
        _ client: KafkaClient, at position: Position? = nil
    ) {
        let said = cause.flatMap { rd_kafka_err2str($0) }.map { "\(said): \(String(cString: $0))" } ?? said
        let complaint = client.voice.complaint
        var reason = Self.reason(of: cause ?? code)
        if reason == .unreachable || reason == .timedOut, let complaint, Self.speaksOfCertificates(complaint) {
            reason = .certificate
        }
        if reason == .timedOut, let complaint, Self.speaksOfNobody(complaint) { reason = .unreachable }
        let hint =
            switch reason {
            case .fenced:
                "another process has taken over this task, or a transaction lasted too long; only one may run it"
            case .notAllowed:
                "the brokers' access rules do not let this certificate do it; have their administrator give the office its "
                    + "one prefixed rule, and the right to read the topics of others that it reads"
            case .unknownTopic: "duixian provision creates the topics of every office"
            case .unreachable:
                "no broker answers at \(client.brokers)\(complaint.map { " (\($0))" } ?? ""); check the address, and that the "
                    + "brokers run\(client.configuration.isPlain ? " and want no TLS (security.protocol)" : "")"
            case .certificate:
                client.configuration.certificateTrouble
                    ?? "the TLS connection to \(client.brokers) is refused\(complaint.map { " (\($0))" } ?? ""); check that "
                    + "this office's certificate is of the brokers' authority, and theirs of the one in ssl.ca.location"
            case .timedOut: "the brokers at \(client.brokers) did not answer in time; see whether they all run"
            case .tooLarge: "write less, or refer to it by digest"
            case .outOfRange: "the records are gone, or the topic was made anew; nothing is skipped by itself"
            case .unknownPartition, .locked, .readOnly, .full, .corrupt, .configuration, .other:
                "the brokers' own log says more"
            }
        self.init(kind, reason, "cannot \(doing): \(said); \(hint)", at: position)
    }

    /// Whether it passes by itself: librdkafka goes on looking for brokers and leaders.
    static func isPassing(_ code: rd_kafka_resp_err_t) -> Bool {
        switch code {
        case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE,
            RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
            RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
            RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
            RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR:
            true
        default: false
        }
    }

    private static func reason(of code: rd_kafka_resp_err_t) -> Reason {
        switch code {
        case RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_PRODUCER_FENCED, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
            RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
            .fenced
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
            .notAllowed
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC: .unknownTopic
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION: .unknownPartition
        case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE: .unreachable
        case RD_KAFKA_RESP_ERR__SSL, RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
            .certificate
        case RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
            RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
            .timedOut
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE: .tooLarge
        case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET: .outOfRange
        default: .other
        }
    }

    private static func speaksOfCertificates(_ text: String) -> Bool {
        ["SSL", "ssl://", "certificate"].contains { text.contains($0) } && !speaksOfNobody(text)
    }

    private static func speaksOfNobody(_ text: String) -> Bool {
        ["Connection refused", "Failed to resolve", "timed out", "No route", "unreachable", "Connect to"]
            .contains { text.contains($0) }
    }
}
