import Foundation
import Model
import Templates
import Testing

/// What a template and its values make.
@Suite struct RendererTests {
  private static let name = TemplateName("linux/x.mustache")

  @Test(
    arguments: [
      ("plain\n", [:], "plain\n"),
      ("a {{x}} b\n", ["x": .text("1")], "a 1 b\n"),
      ("{{#on}}\nyes {{x}}\n{{/on}}\n", ["on": .flag(true), "x": .text("1")], "yes 1\n"),
      ("{{^on}}\nno\n{{/on}}\n", ["on": .flag(false)], "no\n"),
      (
        "{{#list}}\n- {{x}} {{y}}\n{{/list}}\n",
        ["list": .list([["x": .text("1")], ["x": .text("2")]]), "y": .text("0")], "- 1 0\n- 2 0\n"
      ),
      ("{{#list}}\n- {{x}}\n{{/list}}\nend\n", ["list": .list([])], "end\n"),
      (
        "{{#a}}{{#b}}{{x}}{{/b}}{{/a}}", ["a": .list([["b": .list([["x": .text("1")], ["x": .text("2")]])]])], "12"
      ),
      ("{{! said aside }}a", [:], "a"),
    ] as [(String, [String: TemplateValue], String)])
  func `values go where their names are`(template: String, values: [String: TemplateValue], text: String) throws {
    #expect(try render(template, values) == text)
  }

  @Test(arguments: ["<&>\"'`=/", "{{x}}", "{{#x}}", "$(id)\n`id`", "\\1 $1 %s", "é日𝄞", "{{{x}}}", "a\0b"])
  func `a value is text: nothing of it is escaped, and none of it is read as a template`(value: String) throws {
    #expect(try render("a {{x}} {{{x}}} b", ["x": .text(value)]) == "a \(value) \(value) b")
  }

  @Test func `an inner value hides an outer one of its name`() throws {
    let values: [String: TemplateValue] = ["x": .text("out"), "list": .list([["x": .text("in")], ["y": .text("")]])]
    #expect(try render("{{#list}}{{x}}{{y}} {{/list}}{{x}}", ["y": .text("")].merging(values) { $1 }) == "in out out")
  }

  // MARK: - What does not fit

  @Test(arguments: [
    "{{gone}}", "{{#gone}}x{{/gone}}", "{{^gone}}x{{/gone}}", "{{#list}}{{gone}}{{/list}}", "{{{gone}}}",
  ])
  func `a variable without a value is an error that names it`(template: String) {
    let values: [String: TemplateValue] = ["list": .list([["x": .text("")]])]
    let error = #expect(throws: TemplateError.self) { try render(template + "{{#list}}{{x}}{{/list}}", values) }
    #expect(error == .missing(Self.name, variables: ["gone"]))
    #expect(
      error?.description == "template 'linux/x.mustache': it uses 'gone', which culvert gives no value for")
  }

  @Test func `all that is missing is named at once, in order`() {
    let error = #expect(throws: TemplateError.self) { try render("{{b}} {{a}} {{b}}", [:]) }
    #expect(error == .missing(Self.name, variables: ["a", "b"]))
  }

  @Test func `a value without a variable is an error that names it`() {
    let values: [String: TemplateValue] = ["x": .text(""), "services": .list([["key": .text("")]]), "on": .flag(false)]
    let error = #expect(throws: TemplateError.self) { try render("{{x}}", values) }
    #expect(error == .unused(Self.name, variables: ["on", "services"]))
    #expect(
      error?.description
        == "template 'linux/x.mustache': it does not use 'on', 'services': what is written would be incomplete")
  }

  @Test func `a value of a list's element that is not used is an error too`() {
    let values: [String: TemplateValue] = ["list": .list([["x": .text(""), "extra": .text("")]])]
    #expect(throws: TemplateError.unused(Self.name, variables: ["extra"])) {
      try render("{{#list}}{{x}}{{/list}}", values)
    }
  }

  @Test(arguments: ["{{#x}}", "{{/x}}", "{{x", "{{#x}}{{/y}}", "{{=x}}"])
  func `a template that is none is an error that says why`(template: String) {
    let error = #expect(throws: TemplateError.self) { try render(template, ["x": .text("")]) }
    guard case .unreadable(Self.name, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test(arguments: ["{{> other}}", "{{>other}}", "{{ > other }}", "{{< other}}{{/other}}"])
  func `a part from another template, which would come out empty, is an error`(template: String) {
    let error = #expect(throws: TemplateError.self) { try render(template, [:]) }
    guard case .unreadable(Self.name, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `bytes that are no text are an error, and not text with signs for what was lost`() {
    let renderer = Renderer(source: TemplateSource { _ in [0x61, 0xFF, 0x0A] })
    #expect(throws: TemplateError.unreadable(Self.name, reason: "it is not UTF-8")) {
      try renderer.render(Self.name, [:])
    }
  }

  @Test func `a template that is not there is an error that names it`() {
    let gone = TemplateName("linux/gone")
    #expect(throws: TemplateError.noSuchTemplate(gone)) { try Renderer().render(gone, [:]) }
    #expect(throws: TemplateError.noSuchTemplate(gone)) { try Renderer().file(gone) }
    #expect(
      TemplateError.noSuchTemplate(gone).description == "templates: 'linux/gone': there is no such template")
  }

  @Test func `what an error shows is fit for a terminal`() {
    let error = TemplateError.missing(TemplateName("a\u{1B}[31m"), variables: ["b\r\n"])
    #expect(error.description == #"template 'a\u{1b}[31m': it uses 'b\r\n', which culvert gives no value for"#)
  }

  // MARK: - Hostile values in culvert's own templates

  @Test(arguments: ["linux/linux-sysv.sh.mustache", "linux/linux-openrc.sh.mustache"])
  func `each small template takes the script's path and nothing else`(path: String) throws {
    try holds(TemplateName(path), takesOnly: ["script": .text("/etc/culvert/boot")])
  }

  @Test(arguments: [true, false]) func `the unit takes the script's path and whether a filter comes first`(
    follows: Bool
  ) throws {
    let values: [String: TemplateValue] = ["script": .text("/etc/culvert/boot"), "followsFilter": .flag(follows)]
    let text = try holds(TemplateName("linux/culvert.service.mustache"), takesOnly: values)
    #expect(text.contains("After=nftables.service") == follows)
  }

  @discardableResult private func holds(
    _ name: TemplateName, takesOnly values: [String: TemplateValue]
  ) throws -> String {
    let text = String(decoding: try Renderer().render(name, values), as: UTF8.self)
    #expect(text.contains("/etc/culvert/boot") && !text.contains("{{"))
    for gone in values.keys {
      #expect(throws: TemplateError.missing(name, variables: [gone])) {
        try Renderer().render(name, values.filter { $0.key != gone })
      }
    }
    #expect(throws: TemplateError.unused(name, variables: ["more"])) {
      try Renderer().render(name, values.merging(["more": .text("y")]) { $1 })
    }
    return text
  }

  private func render(_ template: String, _ values: [String: TemplateValue]) throws -> String {
    let renderer = Renderer(source: TemplateSource { _ in Array(template.utf8) })
    return String(decoding: try renderer.render(Self.name, values), as: UTF8.self)
  }
}
