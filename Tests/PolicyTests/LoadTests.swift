import Documents
import Policy
import Testing

@Test func aPolicyThatIsNoMappingIsAnError() {
    #expect(throws: DocumentErrors.self) { try Programme.load(Array("- 1".utf8), file: "x.yaml") }
}
