import Log
import Messages
import Seals
import Web

/// The HTTP API: claims and evidence come in, as JSON and as files.
struct ClaimAPI: Sendable {
    /// A claim may be so large; evidence as large as the server's limit.
    static let claimBytes = 256 * 1024
    static let evidenceBytes = 16 * 1024 * 1024

    private let desk: IntakeDesk

    init(_ desk: IntakeDesk) { self.desk = desk }

    var routes: [Route] {
        let json = ["application/json"]
        let limit = Self.claimBytes
        return [
            Route(.post, "/claims", accepts: json, maximumBodyBytes: limit, handler: answer { try submit($0) }),
            Route(.get, "/claims/{id}", handler: answer { try status($0) }),
            Route(
                .post, "/claims/{id}/withdrawal", accepts: json, maximumBodyBytes: limit,
                handler: answer { try withdraw($0) }),
            Route(.put, "/evidence", handler: answer { try store($0) }),
            Route(.get, "/openapi.json") { _ in
                Response(mediaType: "application/json", body: Array(OpenAPI.document.text.utf8))
            },
        ]
    }

    /// Starts the server at an address.
    ///
    /// - Parameter more: what it answers beside the API.
    func serve(
        host: String, port: UInt16, more: [Route] = [], report: @escaping @Sendable (HTTPServerFault) -> Void
    ) throws -> HTTPServer {
        var configuration = HTTPServer.Configuration()
        configuration.host = host
        configuration.port = port
        // Each waits for the disk most of the time, and those that wait together share a transaction.
        configuration.threads = 32
        configuration.maximumConnections = 512
        configuration.maximumBodyBytes = Self.evidenceBytes
        return try HTTPServer(configuration, routes: routes + more, report: report)
    }

    // MARK: Handlers

    private func submit(_ request: Request) throws -> Response {
        let reader = DraftReader(json: request.body)
        let isJSON = !reader.faults.contains { $0.field.isEmpty }
        guard isJSON else { return ProblemDetails(400, "This is no claim.", reader.faults).response }
        return receipt(try desk.submit(reader.draft, besides: reader.faults))
    }

    private func status(_ request: Request) throws -> Response {
        let claim = request.parameters["id"] ?? ""
        guard let status = try desk.status(of: claim) else { throw OutboxRefusal.unknownClaim(claim) }
        return Response(mediaType: "application/json", body: status.bytes)
    }

    private func withdraw(_ request: Request) throws -> Response {
        var withdrawal = WithdrawalRequest()
        if !request.body.isEmpty {
            do throws(MessageError) {
                withdrawal = try WithdrawalRequest(reading: request.body)
            } catch {
                return ProblemDetails(400, "This is no withdrawal.", DraftReader.faults(of: error)).response
            }
        }
        let claim = request.parameters["id"] ?? ""
        return receipt(try desk.withdraw(claim, reason: withdrawal.reason, version: withdrawal.version))
    }

    private func store(_ request: Request) throws -> Response {
        var said: SHA256Digest?
        if let text = request.query["digest"]?.first {
            guard let digest = SHA256Digest(text) else {
                let fault = Fault(
                    "digest", zh: "应为sha256:加64位十六进制数字。", en: "This must be sha256: and 64 hexadecimal digits.")
                return ProblemDetails(400, "The digest cannot be read.", [fault]).response
            }
            said = digest
        }
        var stored = EvidenceStored()
        stored.digest = try desk.evidence.store(request.body, saying: said).description
        stored.size = Int64(request.body.count)
        return Response(status: 201, mediaType: "application/json", body: stored.bytes)
    }

    private func receipt(_ receipt: OutboxReceipt) -> Response {
        var response = Response(
            status: receipt.isNew && !receipt.isWithdrawal ? 201 : 200, mediaType: "application/json",
            body: ClaimReceipt(receipt).bytes)
        response.headers.append(Response.Header("Location", "/claims/\(receipt.claim)"))
        return response
    }

    // MARK: Refusals

    /// A handler whose refusals become problem details.
    private func answer(
        _ handler: @escaping @Sendable (Request) throws -> Response
    ) -> @Sendable (Request) throws -> Response {
        { request in
            do {
                return try handler(request)
            } catch let faults as Faults {
                return ProblemDetails(422, "The claim has faults.", faults.all).response
            } catch let refusal as OutboxRefusal {
                return ProblemDetails(refusal).response
            } catch let refusal as EvidenceStore.Refusal {
                return try ProblemDetails.answering(refusal)
            } catch let error as LogError {
                // What happened is the operator's to know; nothing of the claim was kept.
                throw Problem(
                    status: 503,
                    detail: "The office's log cannot be written at the moment (\(error.reason)); send it again.",
                    headers: [Response.Header("Retry-After", "5")])
            }
        }
    }
}
