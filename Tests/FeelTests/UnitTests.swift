import Feel
import Testing

@Suite struct UnitTests {
    @Test(arguments: [
        "yuan", "usd", "count", "persons", "m2", "ordinal", "year", "parcels", "trips", "person-times", "ratio",
        "yuan per usd", "yuan per parcel", "yuan per trip", "yuan per whole 10000 yuan", "person * year per yuan^2",
        "ratio per year", "平方米", "yuan per parcel per year",
    ])
    func textReadsBack(text: String) throws {
        let unit = try Unit(text)
        #expect(unit.description == text)
        #expect(try Unit(unit.description) == unit)
    }

    @Test(arguments: [
        ("parcel", "parcels"), ("trip", "trips"), ("person", "persons"), ("year", "years"), ("county", "counties"),
        ("person-time", "person-times"), ("class", "classes"), ("yuan per parcel", "yuan  per  parcels"),
        ("usd * yuan", "yuan * usd"), ("yuan per yuan", "ratio"), ("yuan^2 per yuan", "yuan"),
    ])
    func sameUnit(left: String, right: String) throws {
        #expect(try Unit(left) == Unit(right))
        #expect(try Set([Unit(left), Unit(right)]).count == 1)
    }

    @Test(arguments: [("yuan", "usd"), ("yuan", "yuan per parcel"), ("whole 10000 yuan", "yuan"), ("ratio", "count")])
    func differentUnit(left: String, right: String) throws { #expect(try Unit(left) != Unit(right)) }

    @Test(arguments: [
        "", " ", "per", "per yuan", "yuan per", "yuan per per usd", "yuan *", "5", "yuan^", "yuan^0", "a/b",
    ])
    func noUnit(text: String) { #expect(throws: UnitError.self) { try Unit(text) } }

    @Test(arguments: [
        ("yuan per parcel", "parcels", "yuan"), ("yuan per usd", "usd", "yuan"), ("ratio", "yuan", "yuan"),
        ("m2", "m2", "m2^2"), ("yuan per whole 10000 yuan", "whole 10000 yuan", "yuan"),
    ])
    func productsAndQuotients(left: String, right: String, product: String) throws {
        #expect(try (Unit(left) * Unit(right)).description == product)
        #expect(try Unit(product) / Unit(right) == Unit(left))
        #expect(try Unit(left).power(2) == Unit(left) * Unit(left))
        #expect(try Unit(left).power(0) == .ratio)
    }
}
