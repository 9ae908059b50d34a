//! `cargo xtask roots`: the embedded root programme, made from what Microsoft publishes.

use std::io;
use std::path::{Path, PathBuf};

/// Where the repository keeps it.
fn embedded() -> PathBuf {
    crate::root().join("crates/roots/data/programme.der")
}

/// Makes the programme of `list` (`authroot.stl`) and `certificates` (PEM), and writes it, or with `check` compares it with
/// what is there. False when it is different.
///
/// # Errors
/// When a file cannot be read or written, or the list does not serve.
pub(crate) fn run(list: &Path, certificates: &Path, check: bool) -> io::Result<bool> {
    let named = |path: &Path, error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let read = |path: &Path| std::fs::read(path).map_err(|error| named(path, error));
    let made = catseal_trust::compile_programme(&read(list)?, &read(certificates)?).map_err(io::Error::other)?;
    let path = embedded();
    let same = std::fs::read(&path).is_ok_and(|there| there == made);
    if check {
        if !same {
            eprintln!("{} is not what these files give; run `cargo xtask roots` without --check", path.display());
        }
        return Ok(same);
    }
    if same {
        println!("{} is what these files give", path.display());
    } else {
        std::fs::write(&path, made).map_err(|error| named(&path, error))?;
        println!("{}: written; say in README.md beside it where the files come from", path.display());
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_programme_is_what_the_published_files_give_and_a_changed_list_gives_none() {
        let roots = crate::root().join("../shared/roots");
        let (list, certificates) = (roots.join("authroot.stl"), roots.join("cacert.pem"));
        if !list.exists() {
            println!("skipped: {} is not there", list.display());
            return;
        }
        assert!(run(&list, &certificates, true).unwrap());

        let folder = tempfile::tempdir().unwrap();
        let changed = folder.path().join("authroot.stl");
        let mut octets = std::fs::read(&list).unwrap();
        let place = octets.len() / 4;
        octets[place] ^= 1;
        std::fs::write(&changed, octets).unwrap();
        let error = run(&changed, &certificates, true).unwrap_err().to_string();
        assert!(error.contains("its signature does not hold"), "{error}");
        let error = run(&folder.path().join("none"), &certificates, true).unwrap_err().to_string();
        assert!(error.contains("none"), "{error}");
    }
}
