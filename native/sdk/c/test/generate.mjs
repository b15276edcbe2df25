// Writes vectors/*.json with independent implementations as oracles: @noble/hashes, @noble/curves, node's BigInt and OpenSSL.
//
//   npm install @noble/hashes@1.8 @noble/curves@1.9    (anywhere above this folder)
//   node generate.mjs
//
// A case has a name, the fields that the self-test guest of its primitive reads (hex), and the output (hex). Where the call must fail there is no
// output: it stays as the guest has marked it. Only blake2f, which works in place, has a status of -1 and its old state.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { keccak_256 } from '@noble/hashes/sha3';
import { bn254 } from '@noble/curves/bn254';
import { bls12_381 as bls } from '@noble/curves/bls12-381';
import { p256 } from '@noble/curves/p256';
import { secp256k1 } from '@noble/curves/secp256k1';

const hex = b => Buffer.from(b).toString('hex');
const number = (n, bytes) => n.toString(16).padStart(2 * bytes, '0');
const byte = n => number(n, 1);

// A stream that is the same at every run: SHA-256 of a counter.
let counter = 0;
const random = n => {
    let out = Buffer.alloc(0);
    while (out.length < n) out = Buffer.concat([out, createHash('sha256').update(`fastzk ${counter++}`).digest()]);
    return out.subarray(0, n);
};
const randomBelow = m => BigInt('0x' + hex(random(64))) % m;

const save = (primitive, about, cases) => {
    const lines = cases.map(([name, fields, output, status]) => '  ' + JSON.stringify({ name, fields, output, status }));
    writeFileSync(new URL(`vectors/${primitive}.json`, import.meta.url), `{\n "about": ${JSON.stringify(about)},\n "cases": [\n${lines.join(',\n')}\n ]\n}\n`);
    console.log(`${primitive}: ${cases.length}`);
};

// --- hashes
const text = s => Buffer.from(s).toString('hex');
const lengths = [0, 1, 2, 3, 4, 31, 32, 33, 55, 56, 57, 63, 64, 65, 111, 119, 120, 127, 128, 129, 135, 136, 137, 200, 255, 256, 271, 272, 273, 1000, 4099];
const hashes = (primitive, about, pad, hash, known) =>
    save(primitive, about, [
        ...known.map(([name, data, digest]) => [name, [data], pad + digest]),
        ...lengths.map(n => {
            const data = random(n);
            return [`${n} bytes`, [hex(data)], pad + hash(data)];
        }),
    ]);
hashes('sha256', 'FIPS 180-4 examples; the others by OpenSSL.', '', d => createHash('sha256').update(d).digest('hex'), [
    ['FIPS 180-4, one block', text('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
        'FIPS 180-4, two blocks',
        text('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'),
        '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
]);
hashes('keccak256', 'The empty code hash of Ethereum and the hash of "abc"; the others by @noble/hashes.', '', d => hex(keccak_256(d)), [
    ['empty code', '', 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'],
    ['abc', text('abc'), '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45'],
]);
hashes(
    'ripemd160',
    'Examples of the paper (Dobbertin, Bosselaers, Preneel); the others by OpenSSL.',
    '00'.repeat(12),
    d => createHash('ripemd160').update(d).digest('hex'),
    [
        ['paper: empty', '', '9c1185a5c5e9fc54612808977ee8f548b2258d31'],
        ['paper: a', text('a'), '0bdc9d2d256b3ee9daae347be6f4dc835a467ffe'],
        ['paper: abc', text('abc'), '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc'],
        ['paper: message digest', text('message digest'), '5d0689ef49d2fae572b881b123a85ffa21595f36'],
        ['paper: a to z', text('abcdefghijklmnopqrstuvwxyz'), 'f71c27109c692c1b56bbdceb5b9d2865b3708dbc'],
        ['paper: A to Z, a to z, digits', text('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'), 'b0e20b6e3116640286ed3a87a5713079b21f5189'],
        ['paper: 8 times 1 to 0', text('1234567890'.repeat(8)), '9b752e45573d4b39f4dbd3323cab82bf63326bfb'],
    ],
);

// --- BLAKE2b's compression function, written from RFC 7693 with BigInt
const mask = (1n << 64n) - 1n;
const sigma = [
    '0123456789abcdef',
    'ea489fd61c02b753',
    'b8c052fdae367194',
    '7931dcbe265a40f8',
    '905724afe1bc683d',
    '2c6a0b834d75fe19',
    'c51fed4a0763928b',
    'db7ec13950f4862a',
    '6fe9b308c2d714a5',
    'a2847615fb9e3cd0',
].map(s => [...s].map(c => parseInt(c, 16)));
const iv = [
    '6a09e667f3bcc908',
    'bb67ae8584caa73b',
    '3c6ef372fe94f82b',
    'a54ff53a5f1d36f1',
    '510e527fade682d1',
    '9b05688c2b3e6c1f',
    '1f83d9abfb41bd6b',
    '5be0cd19137e2179',
].map(x => BigInt('0x' + x));
const lanes = b => Array.from({ length: b.length / 8 }, (_, i) => b.readBigUInt64LE(8 * i));
const blake2f = (rounds, h, m, t, f) => {
    const v = [...h, ...iv];
    v[12] ^= t[0];
    v[13] ^= t[1];
    if (f) v[14] ^= mask;
    const rot = (x, n) => ((x >> n) | (x << (64n - n))) & mask;
    const g = (a, b, c, d, x, y) => {
        v[a] = (v[a] + v[b] + x) & mask;
        v[d] = rot(v[d] ^ v[a], 32n);
        v[c] = (v[c] + v[d]) & mask;
        v[b] = rot(v[b] ^ v[c], 24n);
        v[a] = (v[a] + v[b] + y) & mask;
        v[d] = rot(v[d] ^ v[a], 16n);
        v[c] = (v[c] + v[d]) & mask;
        v[b] = rot(v[b] ^ v[c], 63n);
    };
    for (let r = 0; r < rounds; r++) {
        const s = sigma[r % 10];
        for (let i = 0; i < 4; i++) g(i, i + 4, i + 8, i + 12, m[s[2 * i]], m[s[2 * i + 1]]);
        for (let i = 0; i < 4; i++) g(i, ((i + 1) % 4) + 4, ((i + 2) % 4) + 8, ((i + 3) % 4) + 12, m[s[8 + 2 * i]], m[s[9 + 2 * i]]);
    }
    const out = Buffer.alloc(64);
    h.forEach((x, i) => out.writeBigUInt64LE(x ^ v[i] ^ v[i + 8], 8 * i));
    return hex(out);
};
{
    const h = '48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b';
    const m = '616263'.padEnd(256, '0'),
        t = '03'.padEnd(32, '0');
    const official = [
        [0, 1, '08c9bcf367e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5d282e6ad7f520e511f6c3e2b8c68059b9442be0454267ce079217e1319cde05b'],
        [12, 1, 'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923'],
        [12, 0, '75ab69d3190a562c51aef8d88f1c2775876944407270c42c9844252c26d2875298743e7f6d5ea2f2d3e8d226039cd31b4e426ac4f2d3d666a610c2116fde4735'],
        [1, 1, 'b63a380cb2897d521994a85234ee2c181b5f844d2c624c002677e9703449d2fba551b3a8333bcdf5f2f7e08993d53923de3d64fcc68c034e717b9293fed7a421'],
    ].map(([rounds, f, out], i) => [`EIP-152, vector ${i + 4}: ${rounds} rounds`, [number(rounds, 4), h, m, t, byte(f)], out]);
    const cases = [...official, ['EIP-152, vector 3: f is 2', ['0000000c', h, m, t, '02'], h, -1], ['f is 255', ['0000000c', h, m, t, 'ff'], h, -1]];
    for (const rounds of [0, 1, 2, 9, 10, 11, 12, 20, 21, 100]) {
        const [a, b, c] = [random(64), random(128), random(16)],
            f = rounds & 1;
        cases.push([`random, ${rounds} rounds`, [number(rounds, 4), hex(a), hex(b), hex(c), byte(f)], blake2f(rounds, lanes(a), lanes(b), lanes(c), f)]);
    }
    save('blake2f', 'EIP-152; the random ones by BigInt arithmetic from RFC 7693.', cases);
}

// --- modular exponentiation
{
    const modexp = (b, e, m) => {
        if (m === 0n) return 0n;
        let r = 1n % m;
        b %= m;
        for (; e > 0n; e >>= 1n, b = (b * b) % m) if (e & 1n) r = (r * b) % m;
        return r;
    };
    const value = h => (h === '' ? 0n : BigInt('0x' + h));
    const cases = [];
    const add = (name, b, e, m) => cases.push([name, [b, e, m], m === '' ? '' : number(modexp(value(b), value(e), value(m)), m.length / 2)]);
    const p = 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f';
    add('EIP-198, first example: 3^(p-1) mod p', '03', 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e', p);
    add('EIP-198, second example: base of length 0', '', 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e', p);
    add('EIP-198, fourth example: 3^ffff mod 8000...', '03', 'ffff', '80'.padEnd(64, '0'));
    add('EIP-198, fifth example: shorter base', '03', 'ffff', '80');
    for (const [b, e, m] of [
        ['', '', ''],
        ['02', '02', ''],
        ['', '', '00'],
        ['', '', '01'],
        ['', '', '02'],
        ['00', '00', '07'],
        ['00', '00', '01'],
        ['05', '00', '07'],
        ['05', '', '0007'],
        ['00', '05', '07'],
        ['05', '01', '00'],
        ['05', '01', '000000'],
        ['05', '01', '01'],
        ['05', '01', '0000000001'],
        ['07', '01', '07'],
        ['07', '02', '05'],
        ['0000000005', '0000000003', '0000000000000000ff'],
        ['ff', 'ff', 'ff'],
        ['ffffffff', 'ffffffff', 'ffffffff'],
        ['ffffffff', 'ffffffff', 'fffffffe'],
        ['ffffffffff', 'ffffffffff', '0100000000'],
        ['ffffffffff', 'ffffffffff', '80000000'],
        ['02', '20', '0100000001'],
        ['02', 'ff', '8000000000000000000000000000000000'],
        ['80000000', '02', 'ffffffffffffffff00000000'],
        ['ffffffffffffffffffffffff', '02', 'ffffffff00000000ffffffff'],
        ['fffffffffffffffe', '03', 'ffffffffffffffff'],
    ]) {
        add(`${b || '(none)'} ^ ${e || '(none)'} mod ${m || '(none)'}`, b, e, m);
    }
    for (const [b, e, m] of [
        [1, 1, 1],
        [3, 1, 3],
        [4, 4, 4],
        [5, 2, 5],
        [7, 3, 9],
        [32, 1, 32],
        [32, 32, 32],
        [33, 4, 32],
        [64, 2, 32],
        [100, 3, 32],
        [31, 5, 31],
        [33, 33, 33],
        [40, 3, 36],
        [64, 64, 64],
        [128, 3, 128],
        [200, 3, 65],
        [256, 3, 256],
        [256, 5, 256],
        [300, 2, 128],
        [1024, 3, 1024],
        [1100, 1, 1024],
        [12, 12, 12],
        [8, 40, 13],
    ]) {
        for (const odd of [true, false]) {
            const mod = random(m);
            mod[m - 1] = odd ? mod[m - 1] | 1 : mod[m - 1] & 0xfe;
            add(`random: ${b}, ${e}, ${m} bytes, ${odd ? 'odd' : 'even'}`, hex(random(b)), hex(random(e)), hex(mod));
        }
    }
    // Words of ones and zeros drive quotient digits to their bounds.
    for (let i = 0; i < 24; i++) {
        const words = n => Array.from({ length: n }, () => ['ffffffff', '00000000', '80000000', '7fffffff', '00000001', 'fffffffe'][random(1)[0] % 6]).join('');
        const n = 2 + (i % 12);
        add(`words at their bounds ${i}`, words(n + (i % 3)), hex(random(3)), words(n));
    }
    for (let i = 0; i < 8; i++) add(`RSA: 65537, ${i}`, hex(random(256)), '010001', 'c1' + hex(random(254)) + '6b');
    for (const [name, m] of [
        ['2^256', 1n << 256n],
        ['2^256 + 1', (1n << 256n) + 1n],
        ['2^512', 1n << 512n],
        ['2^512 - 1', (1n << 512n) - 1n],
        ['2^511', 1n << 511n],
        ['2^512 - 2^256 + 1', (1n << 512n) - (1n << 256n) + 1n],
        ['2^768 + 2^767', 3n << 767n],
        ['2^8191', 1n << 8191n],
        ['2^8192 - 1', (1n << 8192n) - 1n],
    ]) {
        const h = m.toString(16),
            even = h.length % 2 ? '0' + h : h;
        for (const e of ['03', '0123456789']) add(`all ones ^ ${e} mod ${name}`, 'ff'.repeat(even.length / 2), e, even);
    }
    add('3 with leading zeros', hex(random(40)), '00'.repeat(30) + '03', '00'.repeat(9) + hex(random(31)));
    cases.push(['modulus of 1025 bytes (beyond EIP-7823)', ['02', '02', '01'.padEnd(2050, '0')]]);
    save('modexp', 'EIP-198 and edge cases, by BigInt arithmetic.', cases);
}

// --- BN254
const bnP = bn254.fields.Fp.ORDER,
    bnR = bn254.fields.Fr.ORDER;
const bnG1 = q => (q.is0() ? '00'.repeat(64) : (({ x, y }) => number(x, 32) + number(y, 32))(q.toAffine()));
const bnG2 = q => (q.is0() ? '00'.repeat(128) : (({ x, y }) => [x.c1, x.c0, y.c1, y.c0].map(n => number(n, 32)).join(''))(q.toAffine()));
const G1 = bn254.G1.ProjectivePoint,
    G2 = bn254.G2.ProjectivePoint;
const g1 = n => (n % bnR === 0n ? G1.ZERO : G1.BASE.multiply(n % bnR));
const g2 = n => (n % bnR === 0n ? G2.ZERO : G2.BASE.multiply(n % bnR));
const badG1 = field => [
    ['x is p', number(bnP, 32) + field.slice(64)],
    ['x + p', number(BigInt('0x' + field.slice(0, 64)) + bnP, 32) + field.slice(64)],
    ['y + p', field.slice(0, 64) + number(BigInt('0x' + field.slice(64)) + bnP, 32)],
    ['x and y are p', number(bnP, 32).repeat(2)],
    ['all ones', 'ff'.repeat(64)],
    ['not on the curve', field.slice(0, 126) + byte(parseInt(field.slice(126), 16) ^ 1)],
    ['x alone is 0', '00'.repeat(32) + field.slice(64)],
    ['y alone is 0', field.slice(0, 64) + '00'.repeat(32)],
];
{
    const cases = [],
        add = (name, a, b) => cases.push([name, [bnG1(a), bnG1(b)], bnG1(a.add(b))]);
    const p = g1(randomBelow(bnR));
    add('0 + 0', G1.ZERO, G1.ZERO);
    add('0 + G', G1.ZERO, G1.BASE);
    add('G + 0', G1.BASE, G1.ZERO);
    add('G + G', G1.BASE, G1.BASE);
    add('P - P', p, p.negate());
    add('P + P', p, p);
    for (let i = 0; i < 8; i++) add(`random ${i}`, g1(randomBelow(bnR)), g1(randomBelow(bnR)));
    for (const [name, field] of badG1(bnG1(p))) cases.push([`first point: ${name}`, [field, bnG1(p)]], [`second point: ${name}`, ['00'.repeat(64), field]]);
    save('bn254_g1_add', 'EIP-196, by @noble/curves.', cases);
}
{
    const cases = [],
        add = (name, a, n) => cases.push([name, [bnG1(a), number(n, 32)], bnG1(n % bnR === 0n || a.is0() ? G1.ZERO : a.multiply(n % bnR))]);
    const p = g1(randomBelow(bnR)),
        top = (1n << 256n) - 1n;
    for (const n of [
        0n,
        1n,
        2n,
        3n,
        7n,
        8n,
        9n,
        15n,
        16n,
        bnR - 1n,
        bnR,
        bnR + 1n,
        2n * bnR,
        5n * bnR,
        5n * bnR + 3n,
        top,
        1n << 255n,
        top - 1n,
        bnP,
        (1n << 253n) - 8n,
    ])
        add(`P times ${n}`, p, n);
    add('0 times all ones', G1.ZERO, top);
    add('G times 0xf...f', G1.BASE, top);
    for (let i = 0; i < 6; i++) add(`random ${i}`, g1(randomBelow(bnR)), BigInt('0x' + hex(random(32))));
    for (const [name, field] of badG1(bnG1(p))) cases.push([name, [field, number(5n, 32)]]);
    cases.push(['not on the curve, times 0', [badG1(bnG1(p))[5][1], '00'.repeat(32)]]);
    save('bn254_g1_mul', 'EIP-196, by @noble/curves.', cases);
}
{
    const cases = [],
        add = (name, pairs, result) =>
            cases.push([name, [byte(pairs.length), ...pairs.flatMap(([a, b]) => [bnG1(a), bnG2(b)])], result === undefined ? undefined : byte(result)]);
    const a = randomBelow(bnR),
        b = randomBelow(bnR);
    add('none', [], 1);
    add('e(0, 0)', [[G1.ZERO, G2.ZERO]], 1);
    add('e(G, 0)', [[G1.BASE, G2.ZERO]], 1);
    add('e(0, G)', [[G1.ZERO, G2.BASE]], 1);
    add('e(G, G)', [[G1.BASE, G2.BASE]], 0);
    add(
        'e(G, G) e(-G, G)',
        [
            [G1.BASE, G2.BASE],
            [G1.BASE.negate(), G2.BASE],
        ],
        1,
    );
    add(
        'e(G, G) e(G, -G)',
        [
            [G1.BASE, G2.BASE],
            [G1.BASE, G2.BASE.negate()],
        ],
        1,
    );
    add(
        'e(G, G) e(G, G)',
        [
            [G1.BASE, G2.BASE],
            [G1.BASE, G2.BASE],
        ],
        0,
    );
    add(
        'e(aP, bQ) = e(abP, Q)',
        [
            [g1(a), g2(b)],
            [g1(a * b).negate(), G2.BASE],
        ],
        1,
    );
    add(
        'e(aP, bQ) = e(bP, aQ)',
        [
            [g1(a), g2(b)],
            [g1(b), g2(a).negate()],
        ],
        1,
    );
    add(
        'e(aP, bQ) /= e((ab + 1)P, Q)',
        [
            [g1(a), g2(b)],
            [g1(a * b + 1n).negate(), G2.BASE],
        ],
        0,
    );
    add(
        'e(G, G) e(0, G) e(-G, G)',
        [
            [G1.BASE, G2.BASE],
            [G1.ZERO, G2.BASE],
            [G1.BASE.negate(), G2.BASE],
        ],
        1,
    );
    const many = n => {
        const s = Array.from({ length: n }, () => [randomBelow(bnR), randomBelow(bnR)]);
        const sum = s.reduce((t, [x, y]) => t + x * y, 0n);
        return [s.map(([x, y]) => [g1(x), g2(y)]), sum];
    };
    for (const n of [7, 8]) {
        const [pairs, sum] = many(n);
        add(`${n + 1} that cancel`, [...pairs, [g1(bnR - (sum % bnR)), G2.BASE]], 1);
        add(`${n + 1} that do not`, [...pairs, [g1(bnR - (sum % bnR) + 1n), G2.BASE]], 0);
    }
    // The first vector of EIP-197's tests in go-ethereum (jeff1).
    cases.push([
        'go-ethereum bn256Pairing, jeff1',
        [
            '02',
            '1c76476f4def4bb94541d57ebba1193381ffa7aa76ada664dd31c16024c43f593034dd2920f673e204fee2811c678745fc819b55d3e9d294e45c9b03a76aef41',
            '209dd15ebff5d46c4bd888e51a93cf99a7329636c63514396b4a452003a35bf704bf11ca01483bfa8b34b43561848d28905960114c8ac04049af4b6315a416782bb8324af6cfc93537a2ad1a445cfd0ca2a71acd7ac41fadbf933c2a51be344d120a2a4cf30c1bf9845f20c6fe39e07ea2cce61f0c9bb048165fe5e4de877550',
            '111e129f1cf1097710d41c4ac70fcdfa5ba2023c6ff1cbeac322de49d1b6df7c2032c61a830e3c17286de9462bf242fca2883585b93870a73853face6a6bf411',
            '198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa',
        ],
        '01',
    ]);
    const q = bnG2(g2(b)),
        words = q.match(/.{64}/g);
    const fail = (name, g) => cases.push([name, ['01', bnG1(G1.BASE), g]], [`${name}, with the point at infinity`, ['01', '00'.repeat(64), g]]);
    for (let i = 0; i < 4; i++) fail(`G2: coordinate ${i} + p`, words.map((w, j) => (i === j ? number(BigInt('0x' + w) + bnP, 32) : w)).join(''));
    fail('G2: not on the twist', words.slice(0, 3).join('') + number(BigInt('0x' + words[3]) ^ 1n, 32));
    fail('G2: real and imaginary parts exchanged', [words[1], words[0], words[3], words[2]].join(''));
    // A point of the twist outside of the group: y from the first small x that has one.
    const Fp2 = bn254.fields.Fp2,
        twistB = Fp2.create({
            c0: 19485874751759354771024239261021720505790618469301721065564631296452457478373n,
            c1: 266929791119991161246907387137283842545076965332900288569378510910307636690n,
        });
    for (let i = 1n, found = 0; found < 3; i++) {
        const x = Fp2.create({ c0: i, c1: 2n });
        let y;
        try {
            y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), twistB));
        } catch {
            continue;
        }
        found++;
        fail(`G2: on the twist, not in the group, ${found}`, [x.c1, x.c0, y.c1, y.c0].map(n => number(n, 32)).join(''));
    }
    for (const [name, field] of badG1(bnG1(g1(a)))) cases.push([`G1: ${name}`, ['01', field, bnG2(G2.BASE)]]);
    cases.push(['a good pair, then a bad one', ['02', bnG1(G1.BASE), bnG2(G2.BASE), 'ff'.repeat(64), bnG2(G2.BASE)]]);
    save('bn254_pairing', 'EIP-197: one vector of go-ethereum, identities with points by @noble/curves.', cases);
}

// --- BLS12-381
const P = bls.fields.Fp.ORDER,
    R = bls.fields.Fr.ORDER;
const B1 = bls.G1.ProjectivePoint,
    B2 = bls.G2.ProjectivePoint;
const enc1 = q => (q.is0() ? '00'.repeat(96) : (({ x, y }) => number(x, 48) + number(y, 48))(q.toAffine()));
const enc2 = q => (q.is0() ? '00'.repeat(192) : (({ x, y }) => [x.c0, x.c1, y.c0, y.c1].map(n => number(n, 48)).join(''))(q.toAffine()));
const b1 = n => (n % R === 0n ? B1.ZERO : B1.BASE.multiply(n % R));
const b2 = n => (n % R === 0n ? B2.ZERO : B2.BASE.multiply(n % R));
// Points of the curve that are not in the group
const outside1 = [],
    outside2 = [];
for (let i = 1n; outside1.length < 4; i++) {
    const x = i,
        y = (() => {
            try {
                return bls.fields.Fp.sqrt(bls.fields.Fp.create(x * x * x + 4n));
            } catch {
                return null;
            }
        })();
    if (y === null) continue;
    const q = B1.fromAffine({ x, y });
    if (!q.isTorsionFree()) outside1.push(q);
}
for (let i = 1n; outside2.length < 4; i++) {
    const F = bls.fields.Fp2,
        x = F.create({ c0: i, c1: 3n });
    let y;
    try {
        y = F.sqrt(F.add(F.mul(F.sqr(x), x), F.create({ c0: 4n, c1: 4n })));
    } catch {
        continue;
    }
    const q = B2.fromAffine({ x, y });
    if (!q.isTorsionFree()) outside2.push(q);
}
const bad = field => {
    const words = field.match(/.{96}/g),
        n = words.length;
    return [
        ...words.map((w, i) => [`coordinate ${i} + p`, words.map((v, j) => (i === j ? number(BigInt('0x' + v) + P, 48) : v)).join('')]),
        ...words.map((w, i) => [`coordinate ${i} is p`, words.map((v, j) => (i === j ? number(P, 48) : v)).join('')]),
        ['all ones', 'ff'.repeat(48 * n)],
        ['infinity as p', number(P, 48).repeat(n)],
        ['not on the curve', words.slice(0, n - 1).join('') + number(BigInt('0x' + words[n - 1]) ^ 1n, 48)],
        ['y alone is 0', words.map((v, j) => (j < n / 2 ? v : number(0n, 48))).join('')],
        ['x alone is 0', words.map((v, j) => (j < n / 2 ? number(0n, 48) : v)).join('')],
    ];
};
const addition = (primitive, base, make, enc, zero, outside) => {
    const cases = [],
        add = (name, a, b) => cases.push([name, [enc(a), enc(b)], enc(a.add(b))]);
    const p = make(randomBelow(R));
    add('0 + 0', zero, zero);
    add('0 + G', zero, base);
    add('G + 0', base, zero);
    add('G + G', base, base);
    add('P + P', p, p);
    add('P - P', p, p.negate());
    for (let i = 0; i < 6; i++) add(`random ${i}`, make(randomBelow(R)), make(randomBelow(R)));
    add('not in the group: Q + Q', outside[0], outside[0]);
    add('not in the group: Q - Q', outside[0], outside[0].negate());
    add('not in the group: Q + P', outside[1], p);
    for (const [name, field] of bad(enc(p))) cases.push([`first point: ${name}`, [field, enc(p)]], [`second point: ${name}`, [enc(zero), field]]);
    save(primitive, 'EIP-2537 without padding, by @noble/curves.', cases);
};
addition('bls12_g1_add', B1.BASE, b1, enc1, B1.ZERO, outside1);
addition('bls12_g2_add', B2.BASE, b2, enc2, B2.ZERO, outside2);
const sums = (primitive, base, make, enc, zero, outside, sizes) => {
    const cases = [];
    const add = (name, terms) =>
        cases.push([
            name,
            [byte(terms.length), ...terms.flatMap(([p, n]) => [enc(p), number(n, 32)])],
            enc(terms.reduce((s, [p, n]) => (p.is0() || n % R === 0n ? s : s.add(p.multiply(n % R))), zero)),
        ]);
    const p = make(randomBelow(R)),
        q = make(randomBelow(R)),
        top = (1n << 256n) - 1n;
    cases.push(['none', ['00']]);
    for (const n of [0n, 1n, 2n, R - 1n, R, R + 1n, top]) add(`P times ${n}`, [[p, n]]);
    add('0 times all ones', [[zero, top]]);
    add('P and P', [
        [p, 5n],
        [p, 5n],
    ]);
    add('P and -P', [
        [p, 5n],
        [p.negate(), 5n],
    ]);
    add('P, 0, Q', [
        [p, randomBelow(R)],
        [zero, 7n],
        [q, 0n],
    ]);
    for (const n of sizes)
        add(
            `random, ${n}`,
            Array.from({ length: n }, () => [make(randomBelow(R)), BigInt('0x' + hex(random(32)))]),
        );
    outside.forEach((o, i) =>
        cases.push([`not in the group ${i}`, ['01', enc(o), number(1n, 32)]], [`not in the group ${i}, times 0`, ['01', enc(o), '00'.repeat(32)]]),
    );
    cases.push(['the second is not in the group', ['02', enc(p), number(1n, 32), enc(outside[0]), number(1n, 32)]]);
    for (const [name, field] of bad(enc(p))) cases.push([name, ['01', field, number(2n, 32)]]);
    save(primitive, 'EIP-2537 without padding, by @noble/curves.', cases);
};
sums('bls12_g1_msm', B1.BASE, b1, enc1, B1.ZERO, outside1, [2, 8, 9, 17]);
sums('bls12_g2_msm', B2.BASE, b2, enc2, B2.ZERO, outside2, [2, 9]);
{
    const cases = [],
        add = (name, pairs, result) => cases.push([name, [byte(pairs.length), ...pairs.flatMap(([a, b]) => [enc1(a), enc2(b)])], byte(result)]);
    const a = randomBelow(R),
        b = randomBelow(R);
    cases.push(['none', ['00']]);
    add('e(0, 0)', [[B1.ZERO, B2.ZERO]], 1);
    add('e(G, 0)', [[B1.BASE, B2.ZERO]], 1);
    add('e(0, G)', [[B1.ZERO, B2.BASE]], 1);
    add('e(G, G)', [[B1.BASE, B2.BASE]], 0);
    add(
        'e(G, G) e(-G, G)',
        [
            [B1.BASE, B2.BASE],
            [B1.BASE.negate(), B2.BASE],
        ],
        1,
    );
    add(
        'e(G, G) e(G, -G)',
        [
            [B1.BASE, B2.BASE],
            [B1.BASE, B2.BASE.negate()],
        ],
        1,
    );
    add(
        'e(aP, bQ) = e(abP, Q)',
        [
            [b1(a), b2(b)],
            [b1(a * b).negate(), B2.BASE],
        ],
        1,
    );
    add(
        'e(aP, bQ) /= e((ab + 1)P, Q)',
        [
            [b1(a), b2(b)],
            [b1(a * b + 1n).negate(), B2.BASE],
        ],
        0,
    );
    const s = Array.from({ length: 8 }, () => [randomBelow(R), randomBelow(R)]),
        sum = s.reduce((t, [x, y]) => t + x * y, 0n) % R;
    add('9 that cancel', [...s.map(([x, y]) => [b1(x), b2(y)]), [b1(R - sum), B2.BASE]], 1);
    outside1
        .slice(0, 2)
        .forEach((o, i) =>
            cases.push(
                [`G1 not in the group ${i}`, ['01', enc1(o), enc2(B2.BASE)]],
                [`G1 not in the group ${i}, with infinity`, ['01', enc1(o), enc2(B2.ZERO)]],
            ),
        );
    outside2
        .slice(0, 2)
        .forEach((o, i) =>
            cases.push(
                [`G2 not in the group ${i}`, ['01', enc1(B1.BASE), enc2(o)]],
                [`G2 not in the group ${i}, with infinity`, ['01', enc1(B1.ZERO), enc2(o)]],
            ),
        );
    for (const [name, field] of bad(enc1(B1.BASE))) cases.push([`G1: ${name}`, ['01', field, enc2(B2.BASE)]]);
    for (const [name, field] of bad(enc2(B2.BASE))) cases.push([`G2: ${name}`, ['01', enc1(B1.BASE), field]]);
    save('bls12_pairing', 'EIP-2537 without padding: identities with points by @noble/curves.', cases);
}
const maps = (primitive, enc, map, n, edges, official) => {
    const cases = [...official],
        add = (name, u) => cases.push([name, [u.map(x => number(x, 48)).join('')], enc(map(u))]);
    for (const [name, u] of edges) add(name, u);
    for (let i = 0; i < 6; i++)
        add(
            `random ${i}`,
            Array.from({ length: n }, () => randomBelow(P)),
        );
    for (let i = 0; i < n; i++)
        for (const [name, v] of [
            ['p', P],
            ['p + 1', P + 1n],
            ['all ones', (1n << 384n) - 1n],
        ]) {
            cases.push([`element ${i} is ${name}`, [Array.from({ length: n }, (_, j) => number(i === j ? v : 1n, 48)).join('')]]);
        }
    save(primitive, "EIP-2537 without padding: RFC 9380's map and cofactor clearing, by @noble/curves.", cases);
};
// u^2 = -1/11 makes the map's denominator zero.
const exceptional = bls.fields.Fp.sqrt(bls.fields.Fp.neg(bls.fields.Fp.inv(11n)));
maps(
    'bls12_map_fp_to_g1',
    enc1,
    u => bls.G1.mapToCurve(u),
    1,
    [
        ['0', [0n]],
        ['1', [1n]],
        ['p - 1', [P - 1n]],
        ['the exceptional element', [exceptional]],
    ],
    [
        // The first of EIP-2537's vectors (go-ethereum's blsMapG1.json), without padding
        [
            'EIP-2537, matter_fp_to_g1_0',
            ['14406e5bfb9209256a3820879a29ac2f62d6aca82324bf3ae2aa7d3c54792043bd8c791fccdb080c1a52dc68b8b69350'],
            '0d7721bcdb7ce1047557776eb2659a444166dc6dd55c7ca6e240e21ae9aa18f529f04ac31d861b54faf3307692545db7' +
                '108286acbdf4384f67659a8abe89e712a504cb3ce1cba07a716869025d60d499a00d1da8cdc92958918c222ea93d87f0',
        ],
        [
            'EIP-2537, matter_fp_to_g1_1',
            ['0e885bb33996e12f07da69073e2c0cc880bc8eff26d2a724299eb12d54f4bcf26f4748bb020e80a7e3794a7b0e47a641'],
            '191ba6e4c4dafa22c03d41b050fe8782629337641be21e0397dc2553eb8588318a21d30647182782dee7f62a22fd020c' +
                '0a721510a67277eabed3f153bd91df0074e1cbd37ef65b85226b1ce4fb5346d943cf21c388f0c5edbc753888254c760a',
        ],
    ],
);
maps(
    'bls12_map_fp2_to_g2',
    enc2,
    u => bls.G2.mapToCurve(u),
    2,
    [
        ['0', [0n, 0n]],
        ['1', [1n, 0n]],
        ['u', [0n, 1n]],
        ['p - 1, p - 1', [P - 1n, P - 1n]],
        ['2 + 3 u', [2n, 3n]],
    ],
    [],
);

// --- KZG: nobody knows the ceremony's secret, so proofs that hold are of constant and linear polynomials, whose commitments follow from its points.
{
    const compressed = q => hex(q.toRawBytes(true));
    const cases = [
        [
            "EIP-4844, go-ethereum's pointEvaluation1",
            [
                '8f59a8d2a1a625a17f3fea0fe5eb8c896db3764f3185481bc22f91b4aaffcca25f26936857bc3a7c2539ea8ec3a952b7',
                '564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf96e206da11a5d36306',
                '24d25032e67a7e6a4910df5834b8fe70e6bcfeeac0352434196bdf4b2485d5a1',
                '873033e038326e87ed3e1276fd140253fa08e9fc25fb2d9a98527fc22a2c9612fbeafdad446cbc7bcdbdcd780af2c16a',
            ],
            '01',
        ],
    ];
    const infinity = 'c0'.padEnd(96, '0'),
        q = b1(randomBelow(R));
    // f(X) = X: the commitment is tau G1, the proof of f(z) = z is G1.
    const tau = 'ad3eb50121139aa34db1d545093ac9374ab7bca2c0f3bf28e27c8dcd8fc7cb42d25926fc0c97b336e9f0fb35e5a04c81';
    const G = compressed(B1.BASE),
        y = randomBelow(R);
    const linear = (a, b, z) => [
        compressed(B1.fromHex(tau).multiply(a).add(B1.BASE.multiply(b))),
        number(z, 32),
        number((a * z + b) % R, 32),
        compressed(B1.BASE.multiply(a)),
    ];
    for (let i = 0; i < 3; i++) cases.push([`linear polynomial ${i}`, linear(randomBelow(R), randomBelow(R), randomBelow(R)), '01']);
    const good = linear(3n, 5n, 7n),
        change = (i, v) => good.map((x, j) => (i === j ? v : x));
    cases.push(['3 X + 5 at 7', good, '01'], ['3 X + 5 at 0', linear(3n, 5n, 0n), '01'], ['3 X + 5 at r - 1', linear(3n, 5n, R - 1n), '01']);
    cases.push(['constant polynomial', [compressed(B1.BASE.multiply(y)), number(randomBelow(R), 32), number(y, 32), infinity], '01']);
    cases.push(['zero polynomial', [infinity, number(randomBelow(R), 32), number(0n, 32), infinity], '01']);
    cases.push(['zero polynomial, other value', [infinity, number(randomBelow(R), 32), number(1n, 32), infinity], '00']);
    cases.push(['constant polynomial, other proof', [compressed(B1.BASE.multiply(y)), number(5n, 32), number(y, 32), G], '00']);
    cases.push(
        ['other value', change(2, number(27n, 32)), '00'],
        ['other point', change(1, number(8n, 32)), '00'],
        ['other proof', change(3, compressed(q)), '00'],
        ['other commitment', change(0, compressed(q)), '00'],
        ['infinity for the proof', change(3, infinity), '00'],
    );
    for (const i of [1, 2])
        for (const [name, v] of [
            ['r', R],
            ['r + 7', R + 7n],
            ['all ones', (1n << 256n) - 1n],
        ])
            cases.push([`field element ${i} is ${name}`, change(i, number(v, 32))]);
    const flip = (s, bits) => byte(parseInt(s.slice(0, 2), 16) ^ bits) + s.slice(2);
    for (const i of [0, 3]) {
        cases.push(
            [`point ${i}: not compressed`, change(i, flip(good[i], 0x80))],
            [`point ${i}: infinity bit`, change(i, flip(good[i], 0x40))],
            [`point ${i}: infinity with a sign`, change(i, 'e0'.padEnd(96, '0'))],
            [`point ${i}: infinity with an x`, change(i, 'c0'.padEnd(94, '0') + '01')],
            [`point ${i}: zero`, change(i, '00'.repeat(48))],
            [`point ${i}: x is p`, change(i, byte(0x80 | 0x1a) + number(P, 48).slice(2))],
            [`point ${i}: all ones`, change(i, 'ff'.repeat(48))],
            [`point ${i}: not in the group`, change(i, '80' + number(outside1[i === 0 ? 0 : 1].toAffine().x, 47))],
        );
        let x = 1n;
        for (; ; x++) {
            try {
                bls.fields.Fp.sqrt(bls.fields.Fp.create(x ** 3n + 4n));
            } catch {
                break;
            }
        }
        cases.push([`point ${i}: x of no point`, change(i, byte(0x80) + number(x, 48).slice(2))]);
        cases.push([`point ${i}: the other sign`, change(i, flip(good[i], 0x20)), '00']);
    }
    save('kzg_point_eval', "EIP-4844 with the points of Ethereum's ceremony; arithmetic by @noble/curves.", cases);
}

// --- ECDSA
const mod = (a, m) => ((a % m) + m) % m;
const inverse = (a, m) => {
    let [x, y, u, v] = [mod(a, m), m, 1n, 0n];
    while (x !== 0n) {
        const q = y / x;
        [x, y, u, v] = [y - q * x, x, v - q * u, u];
    }
    return mod(v, m);
};
const ecdsa = curve => {
    const C = curve.ProjectivePoint,
        n = curve.CURVE.n,
        p = curve.CURVE.Fp.ORDER,
        key = q => (({ x, y }) => number(x, 32) + number(y, 32))(q.toAffine());
    const mul = k => C.BASE.multiply(mod(k, n));
    const sign = (d, e, k) => {
        const R = mul(k),
            r = mod(R.toAffine().x, n);
        return { r, s: mod(inverse(k, n) * (e + r * d), n), recid: Number(R.toAffine().y & 1n) | (R.toAffine().x >= n ? 2 : 0) };
    };
    return { C, n, p, key, mul, sign };
};
const verification = (primitive, curve, source, known) => {
    const { C, n, p, key, mul, sign } = ecdsa(curve),
        cases = [...known];
    const add = (name, e, r, s, k, good) => cases.push([name, [number(e, 32), number(r, 32) + number(s, 32), k], byte(good)]);
    const d = randomBelow(n),
        e = randomBelow(n),
        Q = key(mul(d)),
        k = randomBelow(n),
        { r, s } = sign(d, e, k),
        top = (1n << 256n) - 1n;
    add('good', e, r, s, Q, 1);
    add('the other s', e, r, n - s, Q, 1);
    for (let i = 0; i < 4; i++) {
        const d = randomBelow(n),
            e = BigInt('0x' + hex(random(32))),
            g = sign(d, e, randomBelow(n));
        add(`random ${i}`, e, g.r, g.s, key(mul(d)), 1);
        add(`random ${i}, other hash`, e ^ 1n, g.r, g.s, key(mul(d)), 0);
    }
    for (const [name, h] of [
        ['0', 0n],
        ['n', n],
        ['n + 1', n + 1n],
        ['all ones', top],
    ]) {
        const g = sign(d, h, k);
        add(`hash is ${name}`, h, g.r, g.s, Q, 1);
    }
    for (const [name, v] of [
        ['0', 0n],
        ['n', n],
        ['n + 1', n + 1n],
        ['p', p],
        ['all ones', top],
    ]) {
        add(`r is ${name}`, e, v, s, Q, 0);
        add(`s is ${name}`, e, r, v, Q, 0);
    }
    if (r + n <= top) add('r + n', e, r + n, s, Q, 0);
    add('r and s exchanged', e, s, r, Q, 0);
    add('r is 1, s is 1', e, 1n, 1n, Q, 0);
    add('r is n - 1, s is n - 1', e, n - 1n, n - 1n, Q, 0);
    add('another key', e, r, s, key(mul(d + 1n)), 0);
    add("the key's negative", e, r, s, key(mul(d).negate()), 0);
    add('key (0, 0)', e, r, s, '00'.repeat(64), 0);
    add('key x + p', e, r, s, number(top, 32) + Q.slice(64), 0);
    add('key y is p', e, r, s, Q.slice(0, 64) + number(p, 32), 0);
    add('key off the curve', e, r, s, Q.slice(0, 126) + byte(parseInt(Q.slice(126), 16) ^ 1), 0);
    {
        const g = sign(1n, e, k);
        add('key G', e, g.r, g.s, key(C.BASE), 1);
    }
    {
        const g = sign(n - 1n, e, k);
        add('key -G', e, g.r, g.s, key(C.BASE.negate()), 1);
    }
    {
        const g = sign(d, e, 1n);
        add('nonce 1', e, g.r, g.s, Q, 1);
    }
    {
        const g = sign(d, e, n - 1n);
        add('nonce -1', e, g.r, g.s, Q, 1);
    }
    // The two products cancel: e + r d = 0
    add('u1 G + u2 Q = infinity', e, r, s, key(mul(n - ((e * inverse(r, n)) % n))), 0);
    // The two products are the same point: e / s = r d / s = k / 2
    const half = mod(((k * s) % n) * inverse(2n, n), n);
    add('u1 G = u2 Q', half, r, s, key(mul(half * inverse(r, n))), 1);
    // R's x is at least n: r = x - n. The curve has such points, of no known nonce: Q = (s R - e G) / r.
    for (let x = n, found = 0; found < 1; x++) {
        let R;
        try {
            R = C.fromHex('02' + number(x, 32));
        } catch {
            continue;
        }
        found++;
        if (x === n) continue;
        const Q = R.multiply(s)
            .subtract(mul(e))
            .multiply(inverse(x - n, n));
        add('x of R is at least n', e, x - n, s, key(Q), 1);
    }
    save(primitive, source, cases);
};
verification('secp256k1_verify', secp256k1, 'By arithmetic over @noble/curves.', []);
verification(
    'secp256r1_verify',
    p256,
    'RFC 6979, A.2.5; the others by arithmetic over @noble/curves.',
    [
        [
            'sample',
            'af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf',
            'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
        ],
        [
            'test',
            '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
            'f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083',
        ],
    ].map(([message, h, signature]) => [
        `RFC 6979, A.2.5: "${message}"`,
        [h, signature, '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299'],
        '01',
    ]),
);
{
    const { C, n, p, key, mul, sign } = ecdsa(secp256k1),
        cases = [];
    const add = (name, e, r, s, recid, output) => cases.push([name, [number(e, 32), number(r, 32) + number(s, 32), byte(recid)], output]);
    const top = (1n << 256n) - 1n;
    // The first vector of go-ethereum's ecRecover.json that has a key: v = 28
    cases.push([
        'go-ethereum ecRecover, ValidKey',
        [
            '18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c',
            '73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75feeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549',
            '01',
        ],
        key(
            C.fromHex(
                secp256k1.Signature.fromCompact(
                    '73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75feeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549',
                )
                    .addRecoveryBit(1)
                    .recoverPublicKey('18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c')
                    .toHex(),
            ),
        ),
    ]);
    for (let i = 0; i < 6; i++) {
        const d = randomBelow(n),
            e = BigInt('0x' + hex(random(32))),
            g = sign(d, e, randomBelow(n));
        add(`random ${i}`, e, g.r, g.s, g.recid, key(mul(d)));
        const other = mul(-2n * (e % n) * inverse(g.r, n)).subtract(mul(d)); // from -R
        add(`random ${i}, the other parity`, e, g.r, g.s, g.recid ^ 1, key(other));
        add(`random ${i}, the other s`, e, g.r, n - g.s, g.recid ^ 1, key(mul(d)));
        add(`random ${i}, r + n`, e, g.r, g.s, g.recid | 2);
    }
    const d = randomBelow(n),
        e = randomBelow(n),
        k = randomBelow(n),
        { r, s, recid } = sign(d, e, k);
    for (const id of [4, 27, 28, 255]) add(`recovery id ${id}`, e, r, s, id);
    for (const [name, v] of [
        ['0', 0n],
        ['n', n],
        ['n + 1', n + 1n],
        ['p', p],
        ['all ones', top],
    ]) {
        add(`r is ${name}`, e, v, s, recid);
        add(`s is ${name}`, e, r, v, recid);
    }
    for (const [name, h] of [
        ['0', 0n],
        ['n', n],
        ['all ones', top],
    ]) {
        const g = sign(d, h, k);
        add(`hash is ${name}`, h, g.r, g.s, g.recid, key(mul(d)));
    }
    add('the key would be infinity', mod(s * k, n), r, s, recid);
    for (let x = 5n, found = 0; found < 2; x++) {
        try {
            C.fromHex('02' + number(x, 32));
        } catch {
            found++;
            add(`r is ${x}, x of no point`, e, x, s, 0);
            add(`r is ${x}, x of no point, odd`, e, x, s, 1);
        }
    }
    for (let x = n + 1n; ; x++) {
        let R;
        try {
            R = C.fromHex('03' + number(x, 32));
        } catch {
            continue;
        }
        add(
            'x of R is at least n',
            e,
            x - n,
            s,
            3,
            key(
                R.multiply(s)
                    .subtract(mul(e))
                    .multiply(inverse(x - n, n)),
            ),
        );
        break;
    }
    save('secp256k1_ecrecover', 'One vector of go-ethereum; the others by arithmetic over @noble/curves.', cases);
}

// --- field arithmetic, at the bounds of words
{
    const cases = [];
    for (const [curve, p, bytes] of [
        [0, bnP, 32],
        [1, P, 48],
    ]) {
        const R = 1n << BigInt(8 * bytes),
            m = a => mod(a, p),
            n = a => number(m(a), bytes),
            inv = a => (m(a) === 0n ? 0n : inverse(a, p));
        const isSquare = a => {
            let r = 1n,
                b = m(a),
                e = (p - 1n) / 2n;
            for (; e > 0n; e >>= 1n, b = m(b * b)) if (e & 1n) r = m(r * b);
            return r !== p - 1n;
        };
        const add = (name, a, b) => {
            const norm = inv(a * a + b * b),
                square = isSquare(a);
            cases.push([
                `${curve === 0 ? 'BN254' : 'BLS12-381'}: ${name}`,
                [byte(curve), n(a), n(b)],
                n(a * b) +
                    n(a + b) +
                    n(a - b) +
                    n(inv(a)) +
                    n(square ? a : -a) +
                    n(a * b - b * a) +
                    n(a * a + b * b) +
                    n(a * a - b * b) +
                    n(2n * a * b) +
                    n(a * norm) +
                    n(-b * norm),
                square ? 1 : 0,
            ]);
        };
        const edges = [
            ['0', 0n],
            ['1', 1n],
            ['-1', -1n],
            ['1/2', (p + 1n) / 2n],
            ['-1/2', (p - 1n) / 2n],
            ['R', R],
            ['1/R', inverse(R, p)],
            ['-R', -R],
            ['2^32 - 1', (1n << 32n) - 1n],
            ['2^(bits - 2)', R >> 2n],
            ['R/(p - 1)', R * inverse(p - 1n, p)],
        ];
        for (const [s, a] of edges) for (const [t, b] of [edges[2], edges[3], edges[5]]) add(`${s}, ${t}`, a, b);
        // In Montgomery's form these have words at their bounds.
        const words = () =>
            Array.from({ length: bytes / 4 }, () => ['ffffffff', '00000000', '80000000', '7fffffff', '00000001', 'fffffffe'][random(1)[0] % 6]).join('');
        for (let i = 0; i < 24; i++)
            add(
                `words at their bounds ${i}`,
                (BigInt('0x' + words()) % p) * (i & 1 ? inverse(R, p) : 1n),
                (BigInt('0x' + words()) % p) * (i & 1 ? inverse(R, p) : 1n),
            );
        for (let i = 0; i < 4; i++) add(`random ${i}`, randomBelow(p), randomBelow(p));
        for (const [name, v] of [
            ['p', p],
            ['p + 1', p + 1n],
            ['all ones', R - 1n],
        ])
            cases.push(
                [`${curve}: ${name}`, [byte(curve), number(v, bytes), number(1n, bytes)], '', -1],
                [`${curve}: second ${name}`, [byte(curve), number(1n, bytes), number(v, bytes)], '', -1],
            );
    }
    save('fields', 'By BigInt arithmetic. The status is 1 where the first number is a square.', cases);
}
