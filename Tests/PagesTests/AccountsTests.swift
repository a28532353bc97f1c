import Foundation
import Pages
import Seals
import TestSupport
import Testing

struct AccountsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(_ text: String) throws -> Accounts {
        let path = folder.file("accounts.yaml")
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        return try Accounts.load(path: path)
    }

    @Test("a password opens its own account only")
    func opens() throws {
        let hash = try #require(PasswordHash(of: "密码 correct horse"))
        #expect(hash.description.hasPrefix("$argon2id$v=19$m=65536,t=2,p=1$"))
        let accounts = try load("accounts:\n  - {officer: o-1, password: \"\(hash)\"}\n")
        #expect(accounts.accept(officer: "o-1", password: "密码 correct horse"))
        #expect(!accounts.accept(officer: "o-1", password: "密码 correct hors"))
        #expect(!accounts.accept(officer: "o-2", password: "密码 correct horse"))
        #expect(!accounts.accept(officer: "o-1", password: String(repeating: "a", count: 5_000)))
    }

    @Test(
        "a wrong file is refused with what is wrong in it",
        arguments: [
            ("accounts: []\n", "at least one account"), ("accounts:\n  - {officer: a, password: plain}\n", "Argon2id"),
            ("other: 1\n", "accounts"),
        ])
    func wrong(text: String, part: String) {
        #expect { try load(text) } throws: { "\($0)".contains(part) }
    }
}
