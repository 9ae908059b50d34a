//! What the command says, word for word: the files in `tests/cmd`, in which `/` may stand for `\`. `TRYCMD=overwrite` writes
//! them anew; read the difference.

#[test]
fn the_command_says_what_the_transcripts_say() {
    let cases = trycmd::TestCases::new();
    // Widths and colours do not depend on the terminal, nor the times in catalogs on the machine.
    cases.env("COLUMNS", "100").env("NO_COLOR", "1").env("SOURCE_DATE_EPOCH", "1769860800");
    cases.case("tests/cmd/*.trycmd").case("tests/cmd/*.toml");
}
