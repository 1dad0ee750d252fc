import LiaisonBase
import Testing

@testable import LiaisonCrypto

/// RFC 6962, with the tree heads and proofs that Certificate Transparency's implementation publishes.
@Suite("Arbre de Merkle")
struct MerkleTests {
    private static let entries = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    private static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    private static func leaves(_ count: Int) -> [[UInt8]] {
        entries.prefix(count).map { MerkleTree.leafHash(Hex.decode($0)!) }
    }

    /// What a log keeps of these leaves: the hashes of its complete subtrees.
    private static func tree(_ leaves: some Collection<[UInt8]>) -> MerkleSubtrees {
        let leaves = Array(leaves)
        return MerkleSubtrees { level, rank in
            var frontier = MerkleFrontier()
            for index in Int(rank) << level..<(Int(rank) + 1) << level {
                frontier.append(leafHash: leaves[index])
            }
            return frontier.root
        }
    }

    private static func root(_ leaves: some Collection<[UInt8]>) -> [UInt8] {
        var frontier = MerkleFrontier()
        for leaf in leaves { frontier.append(leafHash: leaf) }
        return frontier.root
    }

    @Test("les huit têtes d'arbre publiées, et celle de l'arbre vide")
    func roots() throws {
        for count in 1...8 {
            #expect(Hex.encode(Self.root(Self.leaves(count))) == Self.roots[count - 1])
            let root = try Self.tree(Self.leaves(count)).root(size: UInt64(count))
            #expect(Hex.encode(root) == Self.roots[count - 1])
        }
        #expect(
            Hex.encode(Self.root([]))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("les preuves d'inclusion publiées")
    func publishedInclusion() throws {
        // (leaf from 1, size, path) as in Certificate Transparency's merkle tests.
        let published: [(Int, Int, [String])] = [
            (1, 1, []),
            (
                1, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ]
            ),
            (
                6, 8,
                [
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ]
            ),
            (3, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        ]
        for (leaf, size, path) in published {
            let proof = try Self.tree(Self.leaves(size)).inclusionProof(
                UInt64(leaf - 1), size: UInt64(size))
            #expect(proof?.map { Hex.encode($0) } == path)
        }
    }

    @Test("les preuves de cohérence publiées")
    func publishedConsistency() throws {
        let published: [(Int, Int, [String])] = [
            (1, 1, []),
            (
                1, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ]
            ),
            (
                6, 8,
                [
                    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ]
            ),
            (
                2, 5,
                [
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ]
            ),
        ]
        for (first, second, path) in published {
            let proof = try Self.tree(Self.leaves(second)).consistencyProof(
                from: UInt64(first), to: UInt64(second))
            #expect(proof?.map { Hex.encode($0) } == path)
        }
    }

    @Test("jusqu'à 40 feuilles, chaque preuve se vérifie, et aucune pour autre chose")
    func everyProof() throws {
        let leaves = (0..<40).map { MerkleTree.leafHash([UInt8($0)]) }
        let heads = (0...40).map { Self.root(leaves.prefix($0)) }
        let tree = Self.tree(leaves)
        for size in 1...40 {
            for index in 0..<size {
                let proof = try #require(
                    try tree.inclusionProof(UInt64(index), size: UInt64(size)))
                func holds(
                    _ leaf: Int, at index: Int, of size: Int, _ proof: [[UInt8]], _ root: [UInt8]
                ) -> Bool {
                    MerkleTree.verifyInclusion(
                        leafHash: leaves[leaf], index: UInt64(index), size: UInt64(size),
                        proof: proof, root: root)
                }
                #expect(holds(index, at: index, of: size, proof, heads[size]))
                #expect(!holds((index + 1) % 40, at: index, of: size, proof, heads[size]))
                #expect(!holds(index, at: size, of: size, proof, heads[size]))
                #expect(!holds(index, at: index, of: size, proof + [heads[1]], heads[size]))
                if !proof.isEmpty {
                    #expect(!holds(index, at: index, of: size, proof.dropLast(), heads[size]))
                }
            }
            for first in 1...size {
                let proof = try #require(
                    try tree.consistencyProof(from: UInt64(first), to: UInt64(size)))
                func holds(_ proof: [[UInt8]], _ from: [UInt8], _ to: [UInt8]) -> Bool {
                    MerkleTree.verifyConsistency(
                        first: UInt64(first), firstRoot: from, second: UInt64(size),
                        secondRoot: to, proof: proof)
                }
                #expect(holds(proof, heads[first], heads[size]))
                #expect(!holds(proof, heads[first - 1], heads[size]))
                #expect(!holds(proof, heads[first], heads[0]))
                #expect(!holds(proof + [heads[1]], heads[first], heads[size]))
                for step in proof.indices {
                    var changed = proof
                    changed[step][0] ^= 1
                    #expect(!holds(changed, heads[first], heads[size]))
                }
            }
        }
        #expect(try tree.inclusionProof(1, size: 1) == nil)
        #expect(try tree.consistencyProof(from: 0, to: 40) == nil)
        #expect(try tree.consistencyProof(from: 41, to: 40) == nil)
    }
}
