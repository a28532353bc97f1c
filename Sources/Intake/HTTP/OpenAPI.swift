import Messages

/// The API's own description (OpenAPI 3.1.0), made of the messages' schemas.
enum OpenAPI {
    private static let messages: [any Message.Type] = [
        ClaimDraft.self, ClaimReceipt.self, ClaimStatus.self, WithdrawalRequest.self, EvidenceStored.self,
        ProblemDetails.self,
    ]

    static let document: JSONValue = [
        "openapi": "3.1.0",
        "info": [
            "title": "兑现 Duixian: intake",
            "version": "1",
            "description":
                "Claims and evidence come in here. 201 or 200 means that the claim is on the office's disk; the same request again changes nothing.",
        ],
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "paths": [
            "/claims": ["post": submit],
            "/claims/{id}": ["parameters": [claim], "get": status],
            "/claims/{id}/withdrawal": ["parameters": [claim], "post": withdraw],
            "/evidence": ["put": evidence],
        ],
        "components": ["schemas": .object(messages.map { ($0.type, $0.jsonSchema) })],
    ]

    private static let claim: JSONValue = [
        "name": "id", "in": "path", "required": true, "schema": ["type": "string"],
        "description": "The claim's id. 申报编号。",
    ]

    private static let submit: JSONValue = [
        "operationId": "submitClaim",
        "summary": "Takes a claim in, or a correction of one. 提交申报或更正。",
        "requestBody": ["required": true, "content": json(ClaimDraft.self)],
        "responses": .object([
            ("201", answer("A new version is on the disk. 已受理。", ClaimReceipt.self)),
            ("200", answer("It was there before; nothing changed. 此前已受理，未变。", ClaimReceipt.self)),
            ("400", problem("The body is no JSON object. 不是合法的JSON。")),
            ("409", problem("It corrects a version that is not the last. 所更正的不是最新版本。")),
            ("413", problem("It is too large. 内容过大。")),
            ("422", problem("Fields are wrong; all are named. 字段有误，逐一列出。")),
            ("503", problem("The disk cannot be written; send it again. 暂时无法受理，请重试。")),
        ]),
    ]

    private static let status: JSONValue = [
        "operationId": "claimStatus",
        "summary": "What the office knows of a claim. 查询申报。",
        "responses": .object([
            ("200", answer("The claim, personal values masked. 申报，个人信息已隐去。", ClaimStatus.self)),
            ("404", problem("There is no such claim. 没有此申报。")),
        ]),
    ]

    private static let withdraw: JSONValue = [
        "operationId": "withdrawClaim",
        "summary": "Takes a claim back. 撤回申报。",
        "requestBody": ["required": false, "content": json(WithdrawalRequest.self)],
        "responses": .object([
            ("200", answer("It is withdrawn. 已撤回。", ClaimReceipt.self)),
            ("404", problem("There is no such claim. 没有此申报。")),
        ]),
    ]

    private static let evidence: JSONValue = [
        "operationId": "storeEvidence",
        "summary": "Keeps a file under its SHA-256. 存储佐证材料。",
        "parameters": [
            [
                "name": "digest", "in": "query", "required": false,
                "schema": ["type": "string", "pattern": "^sha256:[0-9a-f]{64}$"],
                "description": "What the digest must be; a file with another is refused. 文件摘要，不符则拒收。",
            ]
        ],
        "requestBody": ["required": true, "content": ["application/octet-stream": .object([])]],
        "responses": .object([
            ("201", answer("The file is on the disk. 已存储。", EvidenceStored.self)),
            ("413", problem("It is too large. 文件过大。")),
            ("422", problem("Its digest is another, or it is empty. 摘要不符或文件为空。")),
        ]),
    ]

    private static func schema(_ message: any Message.Type) -> JSONValue {
        ["schema": ["$ref": .string("#/components/schemas/\(message.type)")]]
    }

    private static func json(_ message: any Message.Type) -> JSONValue { ["application/json": schema(message)] }

    private static func answer(_ sentence: String, _ message: any Message.Type) -> JSONValue {
        ["description": .string(sentence), "content": json(message)]
    }

    private static func problem(_ sentence: String) -> JSONValue {
        ["description": .string(sentence), "content": ["application/problem+json": schema(ProblemDetails.self)]]
    }
}
