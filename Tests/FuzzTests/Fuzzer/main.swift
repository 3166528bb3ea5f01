import Foundation

// A program for `.ci/fuzz`, which says how it is built:
//
//     culvert-fuzz list                    the subjects, and how long their inputs may be
//     culvert-fuzz unpack SUBJECT FOLDER   writes the subject's inputs and samples into files, and its words as FOLDER.words
//     culvert-fuzz pack SUBJECT FOLDER     makes the subject's committed corpus of the files of a folder
//     CULVERT_FUZZ_SUBJECT=SUBJECT culvert-fuzz OPTIONS FOLDER...    libFuzzer (https://llvm.org/docs/LibFuzzer.html)
//
// All in the repository's folder.

func fail(_ what: String) -> Never {
  FileHandle.standardError.write(Data("culvert-fuzz: \(what)\n".utf8))
  exit(64)
}

func subject(_ name: String) -> Subject {
  guard let subject = Subject.named(name) else { fail("there is no subject '\(name)'") }
  return subject
}

let arguments = CommandLine.arguments.dropFirst()
if ProcessInfo.processInfo.environment["CULVERT_FUZZ_SUBJECT"] != nil {
  exit(LibFuzzer.run())
} else if arguments == ["list"] {
  for subject in Subject.all { print(subject.name, subject.longest) }
} else if arguments.count == 3, arguments.first == "unpack" {
  try Corpus(of: subject(arguments[2])).unpack(into: arguments[3])
} else if arguments.count == 3, arguments.first == "pack" {
  try Corpus(of: subject(arguments[2])).pack(arguments[3])
} else {
  fail("list, unpack SUBJECT FOLDER, pack SUBJECT FOLDER, or CULVERT_FUZZ_SUBJECT")
}
