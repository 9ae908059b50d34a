//! Files compressed one by one.

/// A file as COMPRESS.EXE writes it.
#[must_use]
pub fn szdd(data: &[u8]) -> Vec<u8> {
    let mut packed = b"SZDD\x88\xf0\x27\x33A\0".to_vec();
    packed.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    let mut items = Vec::new();
    let mut at = 0;
    while at < data.len() {
        // The longest match of the last 4000 bytes.
        let matched = |from: usize| {
            (0..18).take_while(|step| data.get(at + step) == data.get(from + step) && at + step < data.len()).count()
        };
        let best = (at.saturating_sub(4000)..at).map(|from| (matched(from), from)).max().filter(|(len, _)| *len >= 3);
        match best {
            Some((len, from)) => {
                let place = (from + 4080) % 4096;
                let high = u8::try_from(place >> 8 << 4 | (len - 3)).unwrap();
                items.push(vec![u8::try_from(place & 0xff).unwrap(), high]);
                at += len;
            }
            None => {
                items.push(vec![data[at]]);
                at += 1;
            }
        }
    }
    for group in items.chunks(8) {
        packed.push(group.iter().enumerate().map(|(bit, item)| u8::from(item.len() == 1) << bit).sum());
        packed.extend(group.concat());
    }
    packed
}
